package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Which thread of the server makes a call: the one that receives, a platform thread, or one of its
/// own, a virtual one.
@Tag("process")
@ExtendWith(NothingLeft.class)
class SlowMethodTest {
    private static final Duration SLOW = Duration.ofMillis(100);

    @Test
    void methodThatWasSlowIsMadeByTheReceivingThreadAgain() {
        try (var manager = Manager.start()) {
            RemoteMap<String, Boolean> map = manager.map();
            Awaitility.await() // until the watch has seen it wait
                    .untilAsserted(
                            () -> {
                                map.compute("slow", (_, _) -> waits());
                                assertThat(map.compute("a", (_, _) -> isApart())).isTrue();
                            });

            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .untilAsserted(
                            () -> assertThat(map.compute("a", (_, _) -> isApart())).isFalse());
        }
    }

    private static boolean waits() {
        LockSupport.parkNanos(SLOW.toNanos()); // parks: to be slow is what this is about
        return true;
    }

    private static boolean isApart() {
        return Thread.currentThread().isVirtual();
    }
}
