package dev.progeny.examples.demo;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Kills a random worker every now and then, with SIGKILL where the platform has it: no warning,
/// no clean-up, whatever the worker is doing.
///
/// Ends by itself after [#MOST] kills, so that a run on a slow machine gets done.
final class Killer implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(300);
    private static final int MOST = 25;

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("killer").factory());
    private final Random random = new Random();

    /// Pids, and not only their number: a victim stays in the process table until it is reaped.
    private final Set<Long> killed = new HashSet<>();

    void start() {
        var _ =
                timer.scheduleAtFixedRate(
                        this::killOne, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    synchronized int kills() {
        return killed.size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private synchronized void killOne() {
        List<ProcessHandle> workers =
                ProcessHandle.current()
                        .children()
                        .filter(child -> child.isAlive() && !killed.contains(child.pid()))
                        .toList();
        if (workers.isEmpty() || killed.size() >= MOST) {
            return;
        }
        ProcessHandle victim = workers.get(random.nextInt(workers.size()));
        if (victim.destroyForcibly()) {
            killed.add(victim.pid());
        }
    }
}
