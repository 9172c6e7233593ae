package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.task.RemoteCallable;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// A pool whose own code fails: better none than one that hangs.
@Tag("process")
@ExtendWith(NothingLeft.class)
class DispatcherTest {
    private Dispatcher dispatcher;

    @BeforeEach
    void open() {
        var options = (PoolOptionsValue) PoolOptionsValue.defaults().withWorkers(1);
        dispatcher = new Dispatcher("failing", options);
        dispatcher.open();
    }

    private PoolFuture<Integer> submit(RemoteCallable<Integer> task) {
        var future = new PoolFuture<Integer>(dispatcher, "task");
        dispatcher.submit(CallUnit.of(future, TaskOptionsValue.DEFAULTS, task));
        return future;
    }

    /// Something of the pool's own throws, while one task runs and another one waits.
    private void assertThatAllFails() throws Exception {
        RemoteCallable<Integer> endless =
                () -> {
                    new CountDownLatch(1).await();
                    return 0;
                };
        var running = submit(endless);
        var waiting = submit(endless);

        dispatcher.locked(
                () ->
                        dispatcher
                                .agenda()
                                .after(
                                        Duration.ZERO,
                                        () -> {
                                            throw new IllegalStateException("a mistake");
                                        }));

        for (var future : new PoolFuture<?>[] {running, waiting}) {
            assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(PoolBrokenException.class)
                    .hasMessageContaining("a mistake");
        }
    }

    @Test
    void failureOfThePoolItselfEndsItAndAllItsFutures() throws Exception {
        assertThatAllFails();

        dispatcher.ended().get(30, TimeUnit.SECONDS);
        assertThat(dispatcher.phase()).isEqualTo(PoolPhase.ENDED);
        assertThatThrownBy(() -> submit(() -> 42))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("a mistake");
    }

    @Test
    void aPoolThatHasFailedCanBeClosedLikeAnyOther() throws Exception {
        assertThatAllFails();

        dispatcher.closing().shutdown();
        assertThat(dispatcher.closing().shutdownNow()).isEmpty();
        dispatcher.closing().endWorkers(true);
        dispatcher.ended().get(30, TimeUnit.SECONDS);
        assertThat(dispatcher.isBusy()).isFalse();
    }
}
