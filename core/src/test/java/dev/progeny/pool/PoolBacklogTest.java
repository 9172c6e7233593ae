package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/// Tasks that wait: in which order, how many, and who waits with them.
@Tag("process")
@ExtendWith(NothingLeft.class)
class PoolBacklogTest {
    private static final int MEGABYTE = 1 << 20;

    /// In the worker: which tasks ran, in this order.
    private static final List<String> RAN = new ArrayList<>();

    @TempDir Path directory;

    private static <T> T ask(CompletableFuture<T> future) throws Exception {
        return future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private Gate release() {
        return Gate.in(directory, "release");
    }

    /// Keeps the one worker busy until the gate is open.
    private void block(ProcessPool pool) throws InterruptedException {
        var started = Gate.in(directory, "started");
        var _ = pool.submit(Errands.meeting(started, release(), 0));
        started.await();
    }

    private static void submit(ProcessPool pool, String name, int priority) {
        var _ = pool.submit(o -> o.withPriority(priority), () -> RAN.add(name));
    }

    @Test
    void tasksOfHigherPriorityGoFirst() throws Exception {
        try (var pool = ProcessPool.open(1)) {
            block(pool);
            for (int i = 0; i < 3; i++) {
                submit(pool, "low" + i, -1);
                submit(pool, "usual" + i, 0);
                submit(pool, "high" + i, 10);
            }
            var last = pool.submit(o -> o.withPriority(-2), () -> new ArrayList<>(RAN));
            release().open();

            assertThat(ask(last))
                    .containsExactly(
                            "high0", "high1", "high2", "usual0", "usual1", "usual2", "low0", "low1",
                            "low2");
        }
    }

    private static ProcessPool smallPool(int items, long bytes) {
        return ProcessPool.open(o -> o.withWorkers(1).withBacklog(items, bytes));
    }

    /// Submits until the pool takes no more.
    private static List<CompletableFuture<Integer>> fill(ProcessPool pool, byte[] ballast) {
        var all = new ArrayList<CompletableFuture<Integer>>();
        for (var next = Optional.of(new CompletableFuture<Integer>()); next.isPresent(); ) {
            next = pool.trySubmit(() -> ballast.length);
            next.ifPresent(all::add);
        }
        return all;
    }

    @Test
    void aFullBacklogTakesNoMoreThanItMay() throws Exception {
        try (var pool = smallPool(10, Long.MAX_VALUE)) {
            block(pool);

            var all = fill(pool, new byte[0]);

            assertThat(pool.status().queued()).isBetween(10, 11); // one is sent ahead
            release().open();
            for (var future : all) {
                assertThat(ask(future)).isZero();
            }
        }
    }

    // PAIN-17
    @Test
    void bytesCountToo() throws Exception {
        try (var pool = smallPool(Integer.MAX_VALUE, 10 * MEGABYTE)) {
            block(pool);

            var all = fill(pool, new byte[MEGABYTE]);

            assertThat(all.size()).isBetween(9, 11);
            release().open();
            for (var future : all) {
                assertThat(ask(future)).isEqualTo(MEGABYTE);
            }
        }
    }

    @Test
    void aSingleTaskMayBeLargerThanTheBacklog() throws Exception {
        try (var pool = smallPool(1, 1)) {
            var large = new byte[MEGABYTE];

            assertThat(pool.call(() -> large.length)).isEqualTo(MEGABYTE);
        }
    }

    @Test
    void submitWaitsUntilThereIsRoom() throws Exception {
        try (var pool = smallPool(2, Long.MAX_VALUE)) {
            block(pool);
            fill(pool, new byte[0]);
            var submitted = new CompletableFuture<Integer>();

            var caller = Thread.startVirtualThread(() -> submitted.complete(submit(pool)));

            Awaitility.await().until(() -> caller.getState() == Thread.State.WAITING);
            assertThat(submitted).isNotDone();
            release().open();
            assertThat(ask(submitted)).isEqualTo(42);
        }
    }

    private static Integer submit(ProcessPool pool) {
        return pool.submit(() -> 42).join();
    }

    @Test
    void aMapLargerThanTheBacklogRuns() throws Exception {
        try (var pool = smallPool(3, Long.MAX_VALUE)) {
            var items = IntStream.range(0, 500).boxed().toList();

            assertThat(pool.map(o -> o.withChunkSize(1), x -> x, items)).isEqualTo(items);
            assertThat(ask(pool.mapAsync(o -> o.withChunkSize(1), x -> x, items))).isEqualTo(items);
        }
    }

    /// What a caller gets who waits for room while something happens.
    private Throwable failureOfBlockedSubmit(
            ProcessPool pool, java.util.function.Consumer<Thread> event) throws Exception {
        block(pool);
        fill(pool, new byte[0]);
        var thrown = new AtomicReference<Throwable>();
        var caller =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        submit(pool);
                                    } catch (RejectedExecutionException e) {
                                        thrown.set(e);
                                    }
                                });
        Awaitility.await().until(() -> caller.getState() == Thread.State.WAITING);
        event.accept(caller);
        caller.join(Signals.PATIENCE);
        release().open();
        return thrown.get();
    }

    @Test
    void whoWaitsForRoomCanBeInterrupted() throws Exception {
        try (var pool = smallPool(1, Long.MAX_VALUE)) {
            assertThat(failureOfBlockedSubmit(pool, Thread::interrupt))
                    .hasMessageContaining("interrupted while the backlog was full");
        }
    }

    @Test
    void whoWaitsForRoomLearnsOfTheEndOfThePool() throws Exception {
        try (var pool = smallPool(1, Long.MAX_VALUE)) {
            assertThat(failureOfBlockedSubmit(pool, caller -> pool.shutdown()))
                    .hasMessageContaining("shut down");
        }
    }

    @Test
    void aBacklogOfNothingIsRefused() {
        assertThatThrownBy(() -> smallPool(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> smallPool(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
