package dev.progeny.sync;

import static dev.progeny.sync.LockLayout.CLAIMS;
import static dev.progeny.sync.LockLayout.NEXT;
import static dev.progeny.sync.LockLayout.WORD;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Mutual exclusion that survives its owner: a state machine over one word in shared memory.
///
///     FREE ---------- take ----------> HELD(me) -- give, nobody in line --> FREE
///     HELD(x) ------- give, n in line --------------------------> RESERVED(n)
///     RESERVED(n) --- n takes ----------------------------------> HELD(n)
///     RESERVED(n) --- n died, left the line, or sleeps on ------> HELD(who finds it)
///     HELD(x) ------- x died, y finds it -----------------------> ABANDONED(y)   y is told
///     ABANDONED(y) -- y recovers -------------------------------> HELD(y)
///     ABANDONED(y) -- y gives up -------------------------------> ABANDONED(nobody)
///     ABANDONED(y) -- y died or does nothing for REPAIR_NANOS, z finds it -> ABANDONED(z)
///     ABANDONED(nobody) -- z comes -----------------------------> ABANDONED(z)   z is told
///
/// Each arrow is one compare-and-set on the value that was seen, so there is nothing that a death
/// between two steps could leave half done. Without waiters, taking and giving are one such step
/// each. Who recovers takes the lock straight, where others would be told.
///
/// **Waiting.** A waiter sets WAITED in the word and sleeps until it is gone; who changes the rest
/// of the word to let somebody in drops WAITED, and rings only if it was set. A lost ring (its
/// ringer died) costs a slice of sleep.
///
/// **Barging and the line.** Whoever comes first takes a free lock, since a sleeper needs
/// microseconds to come. A waiter that has waited for BARGED_NANOS puts itself into `next`, if that
/// is free; from then on nobody passes it, for the next release goes to it. A reservation is valid
/// only while `next` names the same owner: so one that leaves the line just takes its name out, and
/// then looks whether the lock was given to it meanwhile.
///
/// Not reentrant. Knows no exceptions of users; [SharedLock] does. Not final, so that what happens
/// under a mutex can be tried without its own steps.
class Mutex {

    /// How long who was told of a death has the repair to itself.
    static final long REPAIR_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /// How long a waiter lets others pass.
    static final long BARGED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /// How long one that was given the lock may take to accept it. It runs at once unless it is
    /// stopped or starved, and then others need not wait for it.
    private static final long ACCEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long BUSY = -1;

    private final Words words;
    private final Bell bell;
    private final Kin kin;
    private final LongSupplier clock;

    /// A state that others should leave soon. Races between threads only make it younger.
    private volatile @Nullable Sighting sighting;

    /// How an attempt ended.
    enum Result {
        /// The lock is held by the caller now.
        HELD,
        /// Its owner died: the caller owns it now, and is to repair.
        ABANDONED,
        /// Somebody else has it.
        BUSY,
        /// Somebody was faster; another look will tell.
        LATE
    }

    /// How an attempt ended.
    ///
    /// @param result what the lock is to the caller now
    /// @param dead the owner that died before the caller got it; 0 if it was given up in order
    record Taken(Result result, long dead) {
        static final Taken HELD = new Taken(Result.HELD, 0);
        static final Taken BUSY = new Taken(Result.BUSY, 0);
        static final Taken LATE = new Taken(Result.LATE, 0);

        boolean isOwned() {
            return result == Result.HELD || result == Result.ABANDONED;
        }
    }

    /// @param word without WAITED
    /// @param claims number of claims at that time: tells two abandonments apart
    private record Sighting(long word, long claims, long nanos) {}

    Mutex(Words words, Bell bell, Kin kin, LongSupplier clock) {
        this.words = words;
        this.bell = bell;
        this.kin = kin;
        this.clock = clock;
    }

    /// A mutex as a part of another object, in the first bytes of its memory.
    static Mutex at(MemorySegment memory, Kin kin) {
        var doorbell = Doorbell.at(memory.asSlice(LockLayout.BELL), Os.current());
        var bell = Bell.of(doorbell, Spin.none());
        return new Mutex(new Words(memory), bell, kin, System::nanoTime);
    }

    /// The calling thread, as the word names it.
    long me() {
        return LockWord.owner(kin.self(), Thread.currentThread().threadId());
    }

    /// The state now.
    long word() {
        return words.getAcquire(WORD);
    }

    boolean isHeldBy(long owner) {
        long word = word();
        return LockWord.ownerOf(word) == owner && LockWord.stateOf(word) == LockWord.State.HELD;
    }

    /// Whether it is theirs, to use or to repair.
    boolean isOwnedBy(long owner) {
        long word = word();
        return LockWord.ownerOf(word) == owner && LockWord.stateOf(word) != LockWord.State.RESERVED;
    }

    /// Takes a free lock in one step.
    boolean takeFree(long me) {
        return words.compareAndSet(WORD, LockWord.FREE, me);
    }

    /// Gives a lock on which nobody waits in one step.
    boolean giveUnwaited(long me) {
        return words.compareAndSet(WORD, me, LockWord.FREE);
    }

    /// Takes the lock if nobody living has it.
    ///
    /// @param recovers whether one whose owner died is taken as any other
    Taken tryTake(long me, boolean recovers) {
        while (true) {
            var taken = tryTake(words.getAcquire(WORD), me, recovers);
            if (taken.result() != Result.LATE) {
                return taken;
            }
        }
    }

    /// @param seen the state that it is taken from
    /// @return LATE if the state is another one by now
    private Taken tryTake(long seen, long me, boolean recovers) {
        long next = successor(seen, me, recovers);
        if (next == BUSY) {
            return Taken.BUSY;
        }
        boolean isClaim = LockWord.stateOf(next) == LockWord.State.ABANDONED;
        if (isClaim) {
            countClaim(); // first: a claim that is seen with the old count would look old
        }
        boolean isTaken = words.compareAndSet(WORD, seen, next | (seen & LockWord.WAITED));
        return isTaken ? taken(seen, isClaim) : Taken.LATE;
    }

    /// Takes the lock, waiting for it as long as the patience lasts.
    ///
    /// @throws IllegalStateException if this object is closed meanwhile
    Taken take(long me, Patience patience, boolean recovers) throws InterruptedException {
        if (takeFree(me) || spin(me)) {
            return Taken.HELD;
        }
        long since = clock.getAsLong();
        boolean isInLine = false;
        try {
            while (true) {
                long seen = words.getAcquire(WORD);
                var taken = tryTake(seen, me, recovers);
                if (taken.isOwned()) {
                    return taken;
                }
                isInLine |= clock.getAsLong() - since >= BARGED_NANOS && standInLine(me);
                if (taken.result() == Result.LATE || !askForRing(seen)) {
                    continue;
                }
                switch (bell.await(() -> isWorthALook(me), patience)) {
                    case TIMED_OUT -> {
                        return tryTake(me, recovers);
                    }
                    case CLOSED -> throw new IllegalStateException("closed while waiting for it");
                    default -> {} // look again
                }
            }
        } finally {
            if (isInLine) {
                leaveLine(me);
            }
        }
    }

    /// Takes the lock, however long it takes, for state that the caller can work out again.
    ///
    /// @return whether that is needed: the owner before died
    boolean takeOver(long me) {
        try {
            return take(me, Patience.ENDLESS, true).dead() != 0;
        } catch (InterruptedException e) {
            throw new AssertionError("a wait that does not heed interrupts", e);
        }
    }

    /// Gives the lock up: to who is first in line, or to whoever comes.
    ///
    /// @return false, and nothing happened, if it is not the caller's
    boolean give(long me) {
        while (true) {
            long seen = words.getAcquire(WORD);
            var state = LockWord.stateOf(seen);
            if (LockWord.ownerOf(seen) != me || state == LockWord.State.RESERVED) {
                return false;
            }
            long next = state == LockWord.State.ABANDONED ? LockWord.ABANDONED : heir(me);
            if (words.compareAndSet(WORD, seen, next)) {
                ringIfAsked(seen);
                return true;
            }
        }
    }

    /// What the word becomes if the caller takes the lock; [#BUSY] if it cannot.
    private long successor(long seen, long me, boolean recovers) {
        long owner = LockWord.ownerOf(seen);
        long told = recovers ? me : me | LockWord.ABANDONED;
        return switch (LockWord.stateOf(seen)) {
            case FREE -> me;
            case HELD -> isDead(owner, me) ? told : BUSY;
            case RESERVED -> owner == me || isVoid(seen, owner) ? me : BUSY;
            case ABANDONED ->
                    owner == 0 || owner == me || isDead(owner, me) || isOlder(seen, REPAIR_NANOS)
                            ? told
                            : BUSY;
        };
    }

    private static Taken taken(long seen, boolean isClaim) {
        return switch (LockWord.stateOf(seen)) {
            case FREE, RESERVED -> Taken.HELD;
            case HELD, ABANDONED ->
                    new Taken(isClaim ? Result.ABANDONED : Result.HELD, LockWord.ownerOf(seen));
        };
    }

    private boolean isDead(long owner, long me) {
        int member = LockWord.memberOf(owner);
        return member != LockWord.memberOf(me) && !kin.isAlive(member);
    }

    /// Whether nobody will accept a reservation. One that is passed over for being slow may still
    /// stand in line: it must not be given the lock again and again.
    private boolean isVoid(long seen, long owner) {
        if (words.getAcquire(NEXT) != owner) {
            return true;
        }
        boolean isGone = !kin.isAlive(LockWord.memberOf(owner)) || isOlder(seen, ACCEPT_NANOS);
        return isGone && words.compareAndSet(NEXT, owner, 0);
    }

    /// Whether a state has been seen for so long. Looks often enough, since waiters look in slices.
    private boolean isOlder(long seen, long nanos) {
        long state = seen & ~LockWord.WAITED;
        long claims = words.getAcquire(CLAIMS);
        long now = clock.getAsLong();
        var before = sighting;
        if (before == null || before.word != state || before.claims != claims) {
            sighting = new Sighting(state, claims, now);
            return false;
        }
        return now - before.nanos >= nanos;
    }

    private void countClaim() {
        long claims = words.getAcquire(CLAIMS);
        while (!words.compareAndSet(CLAIMS, claims, claims + 1)) {
            claims = words.getAcquire(CLAIMS);
        }
    }

    private boolean spin(long me) {
        for (int look = 0; look < bell.looks(); look++) {
            if (words.getAcquire(WORD) == LockWord.FREE && takeFree(me)) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /// Only of the state that the caller found it cannot take: any other is worth a look.
    ///
    /// @return false if the state is another one by now
    private boolean askForRing(long seen) {
        return LockWord.isWaited(seen) || words.compareAndSet(WORD, seen, seen | LockWord.WAITED);
    }

    private boolean isWorthALook(long me) {
        long seen = words.getAcquire(WORD);
        return !LockWord.isWaited(seen) || seen == (me | LockWord.RESERVED | LockWord.WAITED);
    }

    private void ringIfAsked(long seen) {
        if (LockWord.isWaited(seen)) {
            bell.ring();
        }
    }

    /// Who gets the lock that the caller gives up.
    private long heir(long me) {
        long next = words.getAcquire(NEXT);
        return next == 0 || next == me ? LockWord.FREE : next | LockWord.RESERVED;
    }

    private boolean standInLine(long me) {
        long next = words.getAcquire(NEXT);
        boolean isFree = next == 0 || (next != me && isDead(next, me));
        return next == me || (isFree && words.compareAndSet(NEXT, next, me));
    }

    private void leaveLine(long me) {
        words.compareAndSet(NEXT, me, 0);
        long seen = words.getAcquire(WORD); // after the line: pairs with isVoid
        while (LockWord.ownerOf(seen) == me && LockWord.stateOf(seen) == LockWord.State.RESERVED) {
            if (words.compareAndSet(WORD, seen, LockWord.FREE)) {
                ringIfAsked(seen);
                return;
            }
            seen = words.getAcquire(WORD);
        }
    }
}
