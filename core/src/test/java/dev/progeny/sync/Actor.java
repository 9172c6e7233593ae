package dev.progeny.sync;

import dev.progeny.park.Wait;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One process in an [Exploration], for one step: gives what its accesses gave before, does one
/// more, and stops it at the next.
final class Actor {
    /// Members begin here, so that none is 0.
    private static final int FIRST_MEMBER = 1;

    /// In the log: it woke by itself, since nobody else could go on.
    private static final long QUIET_SLICE = 3;

    /// Words of memory are numbered as they are met.
    private static final Map<Long, Integer> PLACES = new ConcurrentHashMap<>();

    private final Exploration.State state;
    private final int index;
    private final Choice choice;
    private final long clockStep;
    private final Map<Long, Mutex> mutexes = new HashMap<>();
    private long[] memory;
    private long[] log;
    private int at;
    private boolean hasStepped;
    private boolean hasStopped;
    private long now;

    /// Where the part of the log begins that matters from now on.
    private int remembered;

    private int round;

    boolean forgets;
    boolean canAnyDie;
    boolean mayTimeOut;
    boolean mayBeInterrupted;
    boolean maySlice;
    boolean isQuiet;
    boolean hasSliced;
    String deed = "";

    /// How a sleep ends, where it can end in several ways.
    enum Choice {
        WAKES(0),
        TIMES_OUT(1),
        IS_INTERRUPTED(2);

        private final long result;

        Choice(long result) {
            this.result = result;
        }
    }

    /// Ends a script where its step ends. Nobody may catch it.
    static final class Stop extends Error {
        private static final long serialVersionUID = 1L;

        Stop() {
            super("stop", null, false, false);
        }
    }

    /// One access to what is shared.
    private interface Access {
        long on(long[] memory);
    }

    Actor(Exploration.State state, int index, Choice choice, long clockStep) {
        this.state = state;
        this.index = index;
        this.choice = choice;
        this.clockStep = clockStep;
        memory = state.memory();
        log = state.actors().get(index).log();
    }

    /// The script has done so much, and all else that it knows lies in shared memory: where it came
    /// from does not matter any more.
    void beginRound(int number) {
        round = number;
        remembered = at;
    }

    int round() {
        return round;
    }

    int remembered() {
        return remembered;
    }

    int member() {
        return index + FIRST_MEMBER;
    }

    boolean hasStepped() {
        return hasStepped;
    }

    long[] memory() {
        return memory;
    }

    long[] log() {
        return log;
    }

    /// A word of memory at the end.
    static long word(long[] memory, long offset) {
        int place = place(offset);
        return place < memory.length ? memory[place] : 0;
    }

    static long[] with(long[] memory, long offset, long value) {
        int place = place(offset);
        long[] next = Arrays.copyOf(memory, Math.max(memory.length, place + 1));
        next[place] = value;
        return next;
    }

    /// A mutex in shared memory.
    ///
    /// @param base a number for where it lies
    Mutex mutex(long base) {
        return mutexes.computeIfAbsent(base, b -> new Mutex(words(b), bell(b), kin(), clock()));
    }

    /// A mutex that is taken and given in one step each, for what happens under it: its own steps
    /// are tried apart.
    Mutex simpleMutex(long base) {
        int place = place(base);
        return new Mutex(words(base), bell(base), kin(), clock()) {
            @Override
            boolean takeFree(long me) {
                return false;
            }

            @Override
            boolean takeOver(long me) {
                return waitToTake(place, me);
            }

            @Override
            boolean giveUnwaited(long me) {
                step(() -> "gives", memory -> memory[place] = 0);
                return true;
            }
        };
    }

    /// @return whether it was left by a dead process
    private boolean waitToTake(int place, long me) {
        if (at == log.length) {
            long owner = place < memory.length ? memory[place] : 0;
            boolean isDead = owner != 0 && areDead(1L << (LockWord.memberOf(owner) - FIRST_MEMBER));
            if (owner != 0 && !isDead) {
                throw stop();
            }
        }
        return step(
                        () -> "takes",
                        memory -> {
                            boolean isLeft = memory[place] != 0;
                            memory[place] = me;
                            return isLeft ? 1 : 0;
                        })
                == 1;
    }

    long get(long offset) {
        int place = place(offset);
        return step(() -> "get " + offset, memory -> memory[place]);
    }

    void set(long offset, long value) {
        int place = place(offset);
        step(() -> "set " + offset + " = " + value, memory -> memory[place] = value);
    }

    /// In one step.
    ///
    /// @return the value before
    long add(long offset, long more) {
        int place = place(offset);
        return step(() -> "add " + offset + " " + more, memory -> (memory[place] += more) - more);
    }

    /// Goes in, where no other living process may be, and out again.
    void requireAlone(long offset) {
        int place = place(offset);
        long mine = 1L << index;
        long others = step(() -> "goes in", memory -> (memory[place] |= mine) & ~mine);
        if (others != 0 && !areDead(others)) {
            throw new AssertionError("inside together: " + Long.toBinaryString(others));
        }
        step(() -> "goes out", memory -> memory[place] &= ~mine);
    }

    private boolean areDead(long processes) {
        for (int other = 0; other < state.actors().size(); other++) {
            boolean lives = state.actors().get(other).fate() != Exploration.Fate.DEAD;
            if ((processes >> other & 1) != 0 && lives) {
                return false;
            }
        }
        return true;
    }

    LongSupplier clock() {
        return () -> now += clockStep;
    }

    Words words(long base) {
        return new Words(MemorySegment.NULL) {
            @Override
            long getAcquire(long offset) {
                return get(base + offset);
            }

            @Override
            void setRelease(long offset, long value) {
                set(base + offset, value);
            }

            @Override
            boolean compareAndSet(long offset, long expected, long value) {
                int place = place(base + offset);
                return step(
                                () -> "cas " + (base + offset) + " " + expected + " -> " + value,
                                memory -> {
                                    boolean isAsExpected = memory[place] == expected;
                                    memory[place] = isAsExpected ? value : memory[place];
                                    return isAsExpected ? 1 : 0;
                                })
                        == 1;
            }
        };
    }

    Kin kin() {
        return new Kin() {
            @Override
            public int self() {
                return member();
            }

            @Override
            public boolean isAlive(int member) {
                var fate = state.actors().get(member - FIRST_MEMBER).fate();
                return member == member()
                        || !canAnyDie
                        || step(
                                        () -> "lives? " + member,
                                        _ -> fate == Exploration.Fate.DEAD ? 0 : 1)
                                == 1;
            }

            @Override
            public long pidOf(int member) {
                return member;
            }
        };
    }

    /// A word holds a bit for each process that has announced itself and was not rung for since.
    Bell bell(long base) {
        int sleepers = place(-1 - base);
        long mine = 1L << index;
        return new Bell() {
            @Override
            public void ring() {
                step(() -> "rings", memory -> memory[sleepers] = 0);
            }

            @Override
            public int looks() {
                return 0;
            }

            @Override
            public Wait await(BooleanSupplier ready, Patience patience)
                    throws InterruptedException {
                step(() -> "announces itself", memory -> memory[sleepers] |= mine);
                return ready.getAsBoolean() ? Wait.READY : sleep(sleepers, mine, patience);
            }
        };
    }

    private Wait sleep(int sleepers, long mine, Patience patience) throws InterruptedException {
        long how = at < log.length ? log[at++] : sleepNow(sleepers, mine, patience);
        if (forgets && how != QUIET_SLICE) { // else a wait without an end would look like one state
            remembered = at;
        }
        if (how == Choice.IS_INTERRUPTED.result) {
            throw new InterruptedException("interrupted by the exploration");
        }
        return how == Choice.TIMES_OUT.result ? Wait.TIMED_OUT : Wait.READY;
    }

    private long sleepNow(int sleepers, long mine, Patience patience) {
        boolean isRung = (memory[sleepers] & mine) == 0;
        boolean isPossible =
                switch (choice) {
                    case WAKES -> isRung || maySlice;
                    case TIMES_OUT -> mayTimeOut && !patience.isEndless();
                    case IS_INTERRUPTED -> mayBeInterrupted && patience.heedsInterrupts();
                };
        if (hasStopped || hasStepped || !isPossible) {
            throw stop();
        }
        hasSliced = choice == Choice.WAKES && !isRung;
        long result = hasSliced && isQuiet ? QUIET_SLICE : choice.result;
        return record(choice.name(), _ -> result);
    }

    private static int place(long offset) {
        return PLACES.computeIfAbsent(offset, _ -> PLACES.size());
    }

    private long step(Supplier<String> what, Access access) {
        if (at < log.length) {
            return log[at++];
        }
        if (hasStopped || hasStepped || choice != Choice.WAKES) {
            throw stop();
        }
        return record(what.get(), access);
    }

    private long record(String what, Access access) {
        hasStepped = true;
        deed = what;
        memory = Arrays.copyOf(memory, Math.max(memory.length, PLACES.size()));
        long result = access.on(memory);
        log = Arrays.copyOf(log, log.length + 1);
        log[at++] = result;
        return result;
    }

    /// From now on nothing happens any more, whatever the code does on its way out.
    private Stop stop() {
        hasStopped = true;
        return new Stop();
    }
}
