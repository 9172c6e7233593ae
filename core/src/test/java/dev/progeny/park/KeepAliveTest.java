package dev.progeny.park;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.progeny.family.Relative;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

class KeepAliveTest {

    @AfterEach
    void noThreadIsLeft() {
        assertThat(KeepAlive.reasons()).isEmpty();
        await().until(() -> userThreads() == 0);
    }

    @Test
    void oneUserThreadExistsWhileAnyHoldIsOpen() {
        var first = KeepAlive.hold("first");
        var second = KeepAlive.hold("second");
        assertThat(KeepAlive.reasons()).containsExactly("first", "second");
        first.close();
        first.close();

        assertThat(KeepAlive.reasons()).containsExactly("second");
        assertThat(userThreads()).isOne();
        second.close();
    }

    @Test
    void holdThatComesWhileTheLastOneGoesIsKept() {
        var racers =
                IntStream.range(0, 4)
                        .mapToObj(racer -> CompletableFuture.runAsync(KeepAliveTest::holdOften))
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(racers).join();
        try (var hold = KeepAlive.hold("after the race")) {
            await().until(() -> userThreads() == 1);
            assertThat(hold).isNotNull();
        }
    }

    private static void holdOften() {
        for (int i = 0; i < 500; i++) {
            try (var hold = KeepAlive.hold("race")) {
                assertThat(hold).isNotNull();
                assertThat(userThreads()).isPositive();
            }
        }
    }

    @Test
    @Tag("process")
    void jvmEndsWithTheLastHoldAndNotBefore() throws Exception {
        try (var child = Relative.start(HoldsABit.class)) {
            assertThat(child.line()).isEqualTo("released");
            assertThat(child.exitCode()).isZero();
        }
    }

    private static long userThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("progeny-keep-alive"))
                .filter(thread -> !thread.isDaemon())
                .count();
    }

    static final class HoldsABit {
        public static void main(String[] arguments) {
            var hold = KeepAlive.hold("daemon's work");
            Thread.ofPlatform()
                    .daemon()
                    .start(
                            () -> {
                                awaitEndOfMain();
                                System.out.println("released");
                                hold.close();
                            });
        }

        private static void awaitEndOfMain() {
            await().until(
                            () ->
                                    Thread.getAllStackTraces().keySet().stream()
                                            .noneMatch(thread -> thread.getName().equals("main")));
        }
    }
}
