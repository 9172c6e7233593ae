package dev.progeny.channel;

import org.junit.jupiter.api.Tag;

import java.time.Duration;
import java.util.function.UnaryOperator;

/// The same strangers before a listener that speaks TLS, and does not let them speak otherwise.
@Tag("any-os")
class TlsStrangersTest extends StrangersTest {
    /// What TLS takes for a stranger before it knows him: buffers of three records, and its state.
    private static final long MOST_ALLOCATED_FOR_ONE = 1 << 20;

    @Override
    UnaryOperator<ConnectionOptions> listening() {
        return TlsKeys.ofListener().listening();
    }

    @Override
    UnaryOperator<ConnectionOptions> connecting() {
        return TlsKeys.ofListener().believing();
    }

    /// A first handshake in a cold JVM on a busy machine takes a second or two.
    @Override
    Duration patience() {
        return Duration.ofSeconds(5);
    }

    @Override
    long mostAllocatedForOne() {
        return MOST_ALLOCATED_FOR_ONE;
    }

    @Override
    String whatIsWrongWithAnImpostor() {
        return "TLS failed";
    }
}
