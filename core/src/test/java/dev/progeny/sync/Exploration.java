package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// Walks through every interleaving of a few processes that run *the real code*, one access to
/// shared memory at a time, where any of them may die before any access.
///
/// A process is a script and the results of its accesses so far. To do its next step, the script
/// runs from its start: the accesses it has done give what they gave then, the next one is done for
/// real, and at the one after it stops. So the results are all there is to know of a process, two
/// ways to the same results and the same memory are one, and no thread is needed. Scripts must
/// depend on nothing else. Memory is sequentially consistent here, as the compare-and-sets of the
/// algorithms make it.
///
/// Sleepers wake when the bell rings. They wake by themselves only after a death, as slices make
/// them: once at any time, and whenever nobody else can go on. So a wake-up that is lost without
/// any death is found.
final class Exploration {
    private static final int LONGEST_LOG = 500;
    private static final int MOST_STATES = 20_000_000;

    private final List<Script> scripts;
    private int mostDeaths;
    private int mortals;
    private long clockStep;
    private long[] start = new long[0];
    private boolean isForgetful;
    private boolean isTimed;
    private boolean isInterrupted;
    private Predicate<State> invariant = _ -> true;

    /// What one process does.
    interface Script {
        void run(Actor actor) throws InterruptedException;
    }

    /// What became of a process.
    enum Fate {
        RUNNING,
        ENDED,
        DEAD
    }

    /// @param early slices it has had while others could go on
    @SuppressWarnings("ArrayRecordComponent") // never compared, and there are millions
    record Progress(Fate fate, long[] log, int early, int round, int remembered) {

        /// What it did does not matter any more, but for what it left in memory.
        static Progress over(Fate fate) {
            return new Progress(fate, new long[0], 0, 0, 0);
        }
    }

    /// @param before and by whom it was reached: the way here, for a failure
    @SuppressWarnings("ArrayRecordComponent") // compared by its key only
    record State(long[] memory, List<Progress> actors, State before, String by) {

        int deaths() {
            return (int) actors.stream().filter(actor -> actor.fate == Fate.DEAD).count();
        }

        Key key() {
            long low = hash(memory, 0);
            for (var actor : actors) {
                low = mix(low, (long) actor.fate.name().hashCode() + actor.early);
                low = mix(low, actor.round);
                low = mix(low, hash(actor.log, actor.remembered));
            }
            long high = (long) Arrays.hashCode(memory);
            for (var actor : actors) {
                long[] log = Arrays.copyOfRange(actor.log, actor.remembered, actor.log.length);
                high = 31L * high + Arrays.hashCode(log);
            }
            return new Key(low, high);
        }

        private static long hash(long[] values, int from) {
            long hash = from;
            for (int i = from; i < values.length; i++) {
                hash = mix(hash, values[i]);
            }
            return hash;
        }

        private static long mix(long hash, long value) {
            long mixed = (hash ^ value) * 0x9E37_79B9_7F4A_7C15L;
            return mixed ^ mixed >>> 32;
        }
    }

    /// Two independent hashes of a state: enough to tell some millions of them apart.
    private record Key(long low, long high) {}

    Exploration(Script... scripts) {
        this.scripts = List.of(scripts);
    }

    /// @param most deaths at a time
    /// @param mortal the first so many processes may die
    Exploration withDeaths(int most, int mortal) {
        mostDeaths = most;
        mortals = mortal;
        return this;
    }

    /// Who wakes goes on by what shared memory says, whatever it saw before it slept.
    Exploration withoutMemoryOfSleep() {
        isForgetful = true;
        return this;
    }

    /// Something that holds in every state.
    Exploration always(Predicate<State> condition) {
        invariant = condition;
        return this;
    }

    /// Memory is all zero at the start, but for this.
    Exploration startingWith(long offset, long value) {
        start = Actor.with(start, offset, value);
        return this;
    }

    /// Each look at the clock takes so long.
    Exploration withClockStep(long nanos) {
        clockStep = nanos;
        return this;
    }

    /// Waits that have a deadline may time out at any time.
    Exploration withTimeouts() {
        isTimed = true;
        return this;
    }

    /// Waits that heed interrupts may be interrupted at any time.
    Exploration withInterrupts() {
        isInterrupted = true;
        return this;
    }

    /// Goes everywhere.
    ///
    /// @return all states from which nobody goes on; everybody has ended or died
    List<State> ends() {
        Set<Key> seen = new HashSet<>();
        Deque<State> toDo = new ArrayDeque<>();
        var ends = new ArrayList<State>();
        var nobody = Progress.over(Fate.RUNNING);
        toDo.push(new State(start, scripts.stream().map(_ -> nobody).toList(), null, "start"));
        while (!toDo.isEmpty()) {
            var state = toDo.pop();
            if (!seen.add(state.key())) {
                continue;
            }
            if (seen.size() > MOST_STATES) {
                fail("more than " + MOST_STATES + " states; one of them" + way(state));
            }
            if (!invariant.test(state)) {
                fail("not as it always is" + way(state));
            }
            var next = successors(state);
            if (next.isEmpty()) {
                requireEnd(state);
                ends.add(state);
            }
            next.forEach(toDo::push);
        }
        return ends;
    }

    private void requireEnd(State state) {
        if (state.actors.stream().anyMatch(actor -> actor.fate == Fate.RUNNING)) {
            fail("nobody goes on, and not all have ended" + way(state));
        }
    }

    private List<State> successors(State state) {
        var next = new ArrayList<State>();
        for (int actor = 0; actor < scripts.size(); actor++) {
            addSteps(state, actor, false, next);
        }
        if (next.isEmpty() && state.deaths() > 0) {
            for (int actor = 0; actor < scripts.size(); actor++) {
                addSteps(state, actor, true, next);
            }
        }
        boolean canDie = state.deaths() < mostDeaths;
        for (int actor = 0; canDie && actor < mortals; actor++) {
            var progress = state.actors.get(actor);
            if (progress.fate == Fate.RUNNING) {
                var dead = Progress.over(Fate.DEAD);
                next.add(with(state, actor, dead, state.memory, " dies"));
            }
        }
        return next;
    }

    private void addSteps(State state, int index, boolean isQuiet, List<State> next) {
        var progress = state.actors.get(index);
        if (progress.fate != Fate.RUNNING) {
            return;
        }
        for (var choice : Actor.Choice.values()) {
            var actor = new Actor(state, index, choice, clockStep);
            actor.forgets = isForgetful;
            actor.canAnyDie = mostDeaths > 0;
            actor.mayTimeOut = isTimed;
            actor.mayBeInterrupted = isInterrupted;
            actor.isQuiet = isQuiet;
            actor.maySlice = isQuiet || (state.deaths() > 0 && progress.early == 0);
            var fate = run(actor, scripts.get(index), state);
            if (actor.hasStepped()) {
                int early = progress.early + (actor.hasSliced && !isQuiet ? 1 : 0);
                var now =
                        fate == Fate.RUNNING
                                ? new Progress(
                                        fate, actor.log(), early, actor.round(), actor.remembered())
                                : Progress.over(fate);
                next.add(with(state, index, now, actor.memory(), " " + actor.deed));
            }
            if (actor.log().length > LONGEST_LOG) {
                fail("it goes on for ever" + way(state));
            }
        }
    }

    private static Fate run(Actor actor, Script script, State state) {
        try {
            script.run(actor);
            return Fate.ENDED;
        } catch (Actor.Stop stop) {
            return Fate.RUNNING;
        } catch (Throwable e) {
            throw new AssertionError(e + way(state) + "\n  now " + actor.deed, e);
        } finally {
            Thread.interrupted(); // the code under test may have set it
        }
    }

    private static State with(State state, int index, Progress now, long[] memory, String deed) {
        var actors = new ArrayList<>(state.actors);
        actors.set(index, now);
        return new State(memory, List.copyOf(actors), state, index + deed);
    }

    /// Requires something of a state at the end, and tells how it came to be where it does not
    /// hold.
    static void requireAll(List<State> ends, Predicate<State> condition) {
        assertThat(ends).isNotEmpty();
        ends.stream()
                .filter(condition.negate())
                .findAny()
                .ifPresent(end -> fail("not as required in the end" + way(end)));
    }

    private static String way(State state) {
        var way = new ArrayDeque<String>();
        for (var at = state; at.before != null; at = at.before) {
            way.push("\n  " + at.by);
        }
        return ":" + String.join("", way);
    }
}
