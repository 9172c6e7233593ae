package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Random tasks, faults, kills, stops, cancels and sizes, all at once: each future has one end, and
/// one that fits its task. The seed of `-Ddev.progeny.test.seed` replays the same choices; the run
/// of the suite takes `-Ddev.progeny.test.chaos` seconds, the long one an hour, or
/// `-Ddev.progeny.test.seconds`.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class PoolChaosTest {
    private static final int MOST_WORKERS = 3;
    private static final int OUTSTANDING = 24;
    private static final Duration LIMIT = Duration.ofMillis(40);

    @TempDir Path directory;

    private final long seed = Long.getLong("dev.progeny.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<Long> ready = ConcurrentHashMap.newKeySet();
    private final Semaphore permits = new Semaphore(OUTSTANDING);

    /// How a task may end.
    private enum Ending {
        RETURNED,
        THREW,
        LATE,
        DIED,
        CANCELLED
    }

    /// What a task does when nothing comes between.
    private enum Deed {
        RETURN(Ending.RETURNED),
        THROW(Ending.THREW),
        HALT(Ending.DIED),
        KILL(Ending.DIED),
        HANG(Ending.LATE),
        FAIL_ONCE(Ending.RETURNED);

        final Ending ending;

        Deed(Ending ending) {
            this.ending = ending;
        }
    }

    /// A task, and how often its end was told.
    private record Told(Deed deed, CompletableFuture<Integer> future, AtomicInteger times) {}

    @Test
    void everyFutureHasOneEndThatFits() throws Exception {
        chaos(Duration.ofSeconds(Long.getLong("dev.progeny.test.chaos", 60)));
    }

    @Test
    @Tag("long")
    void everyFutureHasOneEndThatFitsForAnHour() throws Exception {
        chaos(Duration.ofSeconds(Long.getLong("dev.progeny.test.seconds", 3600)));
    }

    private void chaos(Duration duration) throws Exception {
        System.out.println("seed of the chaos: " + seed);
        var tally = new EnumMap<Ending, Integer>(Ending.class);
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(1, MOST_WORKERS)
                                        .withStopGrace(LIMIT)
                                        .withIdleTimeout(Duration.ofMillis(200))
                                        .withHeartbeat(Duration.ofSeconds(1))
                                        .withListener(this::hear))) {
            long end = System.nanoTime() + duration.toNanos();
            var open = new ArrayList<Told>();
            for (int number = 0; System.nanoTime() - end < 0; number++) {
                assertThat(permits.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
                open.add(submit(pool, number));
                interfere(pool, open);
                if (open.size() > 4 * OUTSTANDING) {
                    settle(open, tally);
                }
            }
            settle(open, tally);
            assertThat(pool.status().queued() + pool.status().running()).isZero();
        }
        System.out.println("chaos ended: " + tally);
        assertThat(tally).containsKeys(Ending.RETURNED, Ending.THREW, Ending.DIED);
    }

    /// A worker that has ended costs a second, so few tasks end theirs.
    private Deed nextDeed() {
        return switch (random.nextInt(60)) {
            case 0 -> random.nextBoolean() ? Deed.HALT : Deed.KILL;
            case 1 -> Deed.HANG;
            case 2, 3, 4 -> Deed.THROW;
            case 5, 6, 7 -> Deed.FAIL_ONCE;
            default -> Deed.RETURN;
        };
    }

    private Told submit(ProcessPool pool, int number) {
        var deeds = Deed.values();
        var deed = number < 2 * deeds.length ? deeds[number % deeds.length] : nextDeed();
        String mark = directory.resolve("task" + number).toString();
        int priority = random.nextInt(3);
        var future =
                pool.submit(
                        o -> {
                            var options = o.withPriority(priority);
                            return switch (deed) {
                                case HANG -> options.withTimeout(LIMIT);
                                case FAIL_ONCE ->
                                        options.withRetries(1, RetryOn.EXCEPTION)
                                                .withBackoff(LIMIT, LIMIT);
                                default -> options;
                            };
                        },
                        () -> act(deed, number, Path.of(mark)));
        var told = new Told(deed, future, new AtomicInteger());
        var _ =
                future.whenComplete(
                        (value, thrown) -> {
                            told.times.incrementAndGet();
                            permits.release();
                        });
        return told;
    }

    private static int act(Deed deed, int number, Path mark) throws IOException {
        boolean isSecond = Files.exists(mark);
        if (isSecond && deed != Deed.FAIL_ONCE) {
            throw new AssertionError("run twice: " + deed);
        }
        if (!isSecond) {
            Files.createFile(mark);
        }
        switch (deed) {
            case RETURN -> {}
            case THROW -> throw new IllegalStateException("asked for");
            case HALT -> Runtime.getRuntime().halt(3);
            case KILL -> Signals.raise("KILL");
            case HANG -> Signals.hang();
            case FAIL_ONCE -> {
                if (!isSecond) {
                    throw new IllegalStateException("the first time");
                }
            }
        }
        return number;
    }

    private void interfere(ProcessPool pool, List<Told> open) {
        switch (random.nextInt(200)) {
            case 0 -> pool.resize(1, 1 + random.nextInt(MOST_WORKERS));
            case 1, 2, 3 -> signal("KILL");
            case 4 -> signal("STOP");
            case 5, 6, 7, 8, 9, 10, 11, 12 ->
                    open.get(random.nextInt(open.size())).future.cancel(random.nextBoolean());
            default -> {} // most tasks are left alone
        }
    }

    /// A worker that is stopped while it boots is only found by the limit of its start.
    private void signal(String signal) {
        int choice = random.nextInt(Integer.MAX_VALUE); // also where there is none, for the replay
        var workers = List.copyOf(ready);
        if (!workers.isEmpty()) {
            Signals.send(signal, workers.get(choice % workers.size()));
        }
    }

    private void hear(PoolEvent event) {
        switch (event) {
            case PoolEvent.WorkerReady worker -> ready.add(worker.pid());
            case PoolEvent.WorkerEnded worker -> ready.remove(worker.pid());
            case PoolEvent.AttemptFailed _ -> {}
        }
    }

    private void settle(List<Told> open, Map<Ending, Integer> tally) {
        for (var told : open) {
            var ending = ending(told);
            tally.merge(ending, 1, Integer::sum);
            assertThat(mayEnd(told.deed)).as(told.deed + " of seed " + seed).contains(ending);
        }
        Awaitility.await().until(() -> open.stream().allMatch(told -> told.times.get() == 1));
        open.clear();
    }

    private static Ending ending(Told told) {
        try {
            told.future.orTimeout(30, TimeUnit.SECONDS).join();
            return Ending.RETURNED;
        } catch (CancellationException e) {
            return Ending.CANCELLED;
        } catch (CompletionException e) {
            return switch (e.getCause()) {
                case TaskTimeoutException late -> Ending.LATE;
                case WorkerDiedException death -> Ending.DIED;
                case IllegalStateException asked -> Ending.THREW;
                default -> throw new AssertionError(told.deed + " ended otherwise", e);
            };
        }
    }

    private static Set<Ending> mayEnd(Deed deed) {
        return EnumSet.of(deed.ending, Ending.DIED, Ending.CANCELLED);
    }
}
