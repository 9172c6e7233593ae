package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Workers are killed at random moments under load, and the books are balanced afterwards: each
/// task that was submitted came to one end, was begun once at the most, and has begun if it
/// returned. The seed of `-Ddev.progeny.test.seed` replays the same choices.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class FaultChaosTest {
    private static final int WORKERS = 3;
    private static final int OUTSTANDING = 64;

    /// On a busy machine the deaths take longer than anybody waits for a test.
    private static final Duration SHORT = Duration.ofSeconds(10);

    private static final int LEAST_KILLS = 5;

    @TempDir Path directory;

    private final long seed = Long.getLong("dev.progeny.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final AtomicInteger returned = new AtomicInteger();
    private final AtomicInteger died = new AtomicInteger();

    @Test
    void everyTaskHasOneEndWhileWorkersAreKilled() throws Exception {
        killUnderLoad(300, SHORT);
    }

    @Test
    @Tag("long")
    void everyTaskHasOneEndWhileTenThousandWorkersAreKilled() throws Exception {
        killUnderLoad(10_000, Duration.ofMinutes(25));
    }

    private void killUnderLoad(int kills, Duration most) throws Exception {
        System.out.println("seed of the chaos: " + seed);
        var done = new ArrayDeque<Submitted>();
        int killed = 0;
        try (var pool = ProcessPool.open(WORKERS)) {
            var permits = new Semaphore(OUTSTANDING);
            long end = System.nanoTime() + most.toNanos();
            int submitted = 0;
            while (killed < kills && System.nanoTime() - end < 0) {
                int nextKill = submitted + 1 + random.nextInt(2 * OUTSTANDING);
                while (submitted < nextKill) {
                    permits.acquire();
                    done.add(submit(pool, submitted++, permits));
                }
                killed += killOne() ? 1 : 0;
                settle(done, OUTSTANDING);
            }
            settle(done, 0);
            assertThat(returned.get() + died.get()).isEqualTo(submitted);
        }
        System.out.println(
                "killed " + killed + " workers: " + returned + " returned, " + died + " died");
        assertThat(killed).isGreaterThanOrEqualTo(LEAST_KILLS);
        assertThat(died.get()).isLessThanOrEqualTo(killed);
    }

    private record Submitted(int id, CompletableFuture<Integer> future) {}

    private Submitted submit(ProcessPool pool, int id, Semaphore permits) {
        String file = directory.resolve("task" + id).toString();
        var future =
                pool.submit(
                        () -> {
                            Files.createFile(Path.of(file)); // fails where it has been run before
                            return id;
                        });
        var _ = future.whenComplete((value, thrown) -> permits.release());
        return new Submitted(id, future);
    }

    /// Kills a worker, some after a while of standing still.
    private boolean killOne() throws InterruptedException {
        var workers = ProcessHandle.current().children().toList();
        if (workers.isEmpty()) {
            return false;
        }
        var victim = workers.get(random.nextInt(workers.size()));
        if (random.nextInt(4) == 0 && Signals.send("STOP", victim.pid())) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(5));
        }
        return victim.destroyForcibly();
    }

    private void settle(Deque<Submitted> done, int most) throws Exception {
        while (done.size() > most) {
            var task = done.remove();
            try {
                int value = task.future.get(Signals.PATIENCE.toSeconds(), TimeUnit.SECONDS);
                assertThat(value).isEqualTo(task.id);
                assertThat(directory.resolve("task" + value)).exists();
                returned.incrementAndGet();
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(WorkerDiedException.class);
                died.incrementAndGet();
            }
        }
    }
}
