package dev.progeny.process;

import dev.progeny.Fuzz;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Whatever comes over the private channel of a child: a launch, or an [IOException].
class BootFuzzTest {
    private static final long MOST_ALLOCATED = 1 << 20;

    @Test
    void messagesAreLaunchesOrRefused() { // X-SEC-03
        Fuzz.of("boot", MOST_ALLOCATED).run(BootFuzzTest::read);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void aMillionMessagesAreLaunchesOrRefused() {
        Fuzz.of("boot", MOST_ALLOCATED).run(Fuzz.LONG, BootFuzzTest::read);
    }

    private static boolean read(byte[] input) {
        try {
            var in = new ByteArrayInputStream(input);
            BootProtocol.Launch.of(BootProtocol.read(in));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
