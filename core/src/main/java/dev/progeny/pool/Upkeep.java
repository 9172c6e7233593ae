package dev.progeny.pool;

import dev.progeny.os.Os;

import java.time.Duration;

/// Looks after the workers again and again: lets those go that have nothing to do, or have lived
/// or grown too long; ends those that give no sign of life. Under the dispatcher's lock.
final class Upkeep {
    private static final int LOOKS_PER_LIMIT = 8;
    private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(10);

    private final Dispatcher dispatcher;
    private final PoolOptionsValue.Life life;
    private final PoolOptionsValue.Health health;

    Upkeep(Dispatcher dispatcher, PoolOptionsValue options) {
        this.dispatcher = dispatcher;
        life = options.life();
        health = options.health();
    }

    void start() {
        dispatcher.agenda().after(period().toNanos(), this::look);
    }

    private Duration period() {
        var least = LONGEST_PERIOD;
        for (var limit :
                new Duration[] {life.idle(), life.age(), health.silence(), health.initializer()}) {
            var wanted = limit.dividedBy(LOOKS_PER_LIMIT);
            least = limit.isZero() || wanted.compareTo(least) > 0 ? least : wanted;
        }
        boolean isGrowthLimited = life.growth() < Long.MAX_VALUE;
        least = isGrowthLimited ? least.dividedBy(LOOKS_PER_LIMIT) : least;
        return least.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : least;
    }

    private void look(Completions completions) {
        long now = dispatcher.agenda().now();
        for (var worker : dispatcher.workforce().all()) {
            var vitals = worker.look(now);
            if (worker.state() == WorkerState.STARTING) {
                lookAtStart(worker, vitals.sinceMade(now), completions);
            } else if (isOver(health.silence(), vitals.silence(now))) {
                worker.end(silence(worker));
            } else if (isOver(life.age(), vitals.age(now))) {
                dispatcher.wearOut(worker, "it has lived for " + life.age());
            } else if (vitals.growth() > life.growth()) {
                dispatcher.wearOut(worker, growth(vitals));
            } else if (isOver(life.idle(), vitals.idle(now))) {
                dispatcher.workforce().dismiss(worker, "it had no task for " + life.idle());
            }
        }
        dispatcher.account().alive(dispatcher.phase());
        dispatcher.proceed();
        if (dispatcher.phase() != PoolPhase.ENDED) {
            start();
        }
    }

    private static boolean isOver(Duration limit, long nanos) {
        return !limit.isZero() && nanos >= limit.toNanos();
    }

    private String silence(Worker worker) {
        String state = Os.current().stateOf(worker.pid());
        String clause = state.isEmpty() ? "" : "; its process is in state " + state;
        return "it gave no sign of life for " + health.silence() + clause;
    }

    private String growth(Vitals vitals) {
        return "it has grown by "
                + vitals.growth()
                + " bytes since it was ready, limit="
                + life.growth();
    }

    /// An initializer that hangs in one worker would hang in the next one too.
    private void lookAtStart(Worker worker, long age, Completions completions) {
        if (isOver(health.initializer(), age)) {
            String what =
                    "the initializer did not end in time in "
                            + worker.name()
                            + ": limit="
                            + health.initializer();
            dispatcher.deaths().breakDown(what, null, completions);
        }
    }
}
