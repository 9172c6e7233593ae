package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// What tests do in threads beside their own.
final class Threads {
    static final Duration SOON = Duration.ofSeconds(20);

    private Threads() {}

    /// What a thread is to do.
    @FunctionalInterface
    interface Attempt<T> {
        T make() throws Exception;
    }

    static <T> CompletableFuture<T> inThread(Attempt<T> attempt) {
        return run(Thread.ofPlatform().daemon(), attempt);
    }

    static <T> CompletableFuture<T> inVirtual(Attempt<T> attempt) {
        return run(Thread.ofVirtual(), attempt);
    }

    static void until(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(1)).atMost(SOON).until(condition);
    }

    /// Requires that something takes less than a limit, on a machine that others keep busy: they
    /// only make it longer, so one attempt in time shows it.
    static void requireWithin(Duration limit, Attempt<Duration> attempt) throws Exception {
        var shortest = attempt.make();
        for (int more = 0; more < 5 && shortest.compareTo(limit) >= 0; more++) {
            var next = attempt.make();
            shortest = next.compareTo(shortest) < 0 ? next : shortest;
        }
        assertThat(shortest).isLessThan(limit);
    }

    private static <T> CompletableFuture<T> run(Thread.Builder threads, Attempt<T> attempt) {
        var result = new CompletableFuture<T>();
        threads.start(
                () -> {
                    try {
                        result.complete(attempt.make());
                    } catch (Throwable e) {
                        result.completeExceptionally(e);
                    }
                });
        return result;
    }
}
