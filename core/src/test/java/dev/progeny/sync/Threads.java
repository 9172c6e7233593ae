package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.awaitility.Awaitility;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

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

    /// Requires that something is not done, and is not in the time that doing it wrong would take.
    static void requireUndone(Future<?> future) {
        assertThatThrownBy(() -> future.get(60, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
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
