package dev.progeny.examples.demo;

import dev.progeny.pool.PoolOptions;
import dev.progeny.pool.ProcessPool;
import dev.progeny.pool.WorkerDiedException;
import dev.progeny.task.RemoteFunction;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// One run over all units with a given number of workers.
///
/// Only a few units per worker are with the pool at a time, so that memory stays bounded however
/// large the input is. The pool fails a unit whose worker dies and heals itself; to give the unit
/// out again is for us to decide, because only we know that reading a jar twice does no harm.
final class Pass {

    /// Units with the pool, per worker: the one that runs and the next few.
    private static final int WINDOW = 4;

    /// A unit that was there each time this many workers died is to blame itself.
    static final int MOST_ATTEMPTS = 10;

    private static final int MOST_RESTARTS = 1000;
    private static final Duration REDRAW = Duration.ofMillis(100);

    /// What to run.
    ///
    /// @param workers number of worker processes
    /// @param kill whether to kill workers meanwhile
    record Plan(int workers, boolean kill) {
        String label() {
            return workers + (workers == 1 ? " worker" : " workers");
        }
    }

    /// How it went.
    ///
    /// @param plan what was run
    /// @param tally the sum over all units but the lost ones
    /// @param nanos from opening the pool to the last result: the start of the workers included
    /// @param kills workers killed by us
    /// @param deaths units whose worker died and that were given out again
    /// @param lost units given up
    record Outcome(Plan plan, Tally tally, long nanos, int kills, int deaths, List<Problem> lost) {
        Outcome {
            lost = List.copyOf(lost);
        }
    }

    private record Attempt(WorkUnit unit, int number) {}

    private record Completion(Attempt attempt, @Nullable Tally tally, @Nullable Throwable error) {}

    private final Plan plan;
    private final Progress progress;
    private final Interruption interruption;
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private final BlockingQueue<Completion> completions = new LinkedBlockingQueue<>();
    private final List<Problem> lost = new ArrayList<>();
    private final long total;
    private Tally sum = Tally.EMPTY;
    private int withPool;
    private long done;
    private int deaths;

    Pass(Plan plan, Inventory inventory, Progress progress, Interruption interruption) {
        this.plan = plan;
        this.progress = progress;
        this.interruption = interruption;
        inventory.units().forEach(unit -> waiting.add(new Attempt(unit, 1)));
        total = inventory.classes();
    }

    /// Runs the pass.
    ///
    /// @param analysis what a worker does with a unit
    /// @throws InterruptedException if this thread is interrupted, or the JVM is ending
    Outcome run(RemoteFunction<WorkUnit, Tally> analysis) throws InterruptedException {
        long start = System.nanoTime();
        try (ProcessPool pool = ProcessPool.open(this::options);
                Killer killer = new Killer()) {
            if (plan.kill()) {
                killer.start();
            }
            try {
                readAll(pool, analysis, start);
                long nanos = System.nanoTime() - start;
                return new Outcome(plan, sum, nanos, killer.kills(), deaths, lost);
            } finally {
                pool.shutdownNow(); // for the ways out that leave units behind
            }
        }
    }

    private void readAll(ProcessPool pool, RemoteFunction<WorkUnit, Tally> analysis, long start)
            throws InterruptedException {
        refill(pool, analysis);
        while (withPool > 0) {
            accept(completions.poll(REDRAW.toMillis(), TimeUnit.MILLISECONDS));
            if (interruption.arrived()) {
                throw new InterruptedException("the JVM is ending");
            }
            refill(pool, analysis);
            progress.show(moment(System.nanoTime() - start));
        }
    }

    private PoolOptions options(PoolOptions defaults) {
        // A pool gives up when its workers die too fast. Here deaths are bounded already, by unit
        // and by the killer, and the pool shall survive them all.
        return defaults.withWorkers(plan.workers())
                .withRestartLimit(MOST_RESTARTS, Duration.ofMinutes(1));
    }

    private void refill(ProcessPool pool, RemoteFunction<WorkUnit, Tally> analysis) {
        while (withPool < plan.workers() * WINDOW && !waiting.isEmpty()) {
            Attempt attempt = waiting.remove();
            withPool++;
            // snippet: give
            var _ =
                    pool.apply(analysis, attempt.unit())
                            .whenComplete(
                                    (tally, error) ->
                                            completions.add(new Completion(attempt, tally, error)));
            // end
        }
    }

    private void accept(@Nullable Completion completion) {
        if (completion == null) {
            return;
        }
        withPool--;
        Attempt attempt = completion.attempt();
        Throwable error = cause(completion.error());
        if (completion.tally() != null) {
            sum = sum.plus(completion.tally());
            done += attempt.unit().classes();
        } else if (error instanceof WorkerDiedException && attempt.number() < MOST_ATTEMPTS) {
            deaths++;
            waiting.add(new Attempt(attempt.unit(), attempt.number() + 1));
        } else {
            Throwable reason = Objects.requireNonNull(error, "neither result nor error");
            lost.add(Problem.of(attempt.unit().describe(), reason));
        }
    }

    private static @Nullable Throwable cause(@Nullable Throwable error) {
        if (error instanceof CompletionException || error instanceof ExecutionException) {
            return error.getCause() == null ? error : error.getCause();
        }
        return error;
    }

    private Progress.Moment moment(long elapsed) {
        return new Progress.Moment(plan.label(), done, total, elapsed, deaths, lost.size());
    }
}
