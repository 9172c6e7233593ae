package dev.progeny.sync;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;
import dev.progeny.park.Wait;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A lock, permits, a condition, a barrier and an event in one piece of memory, and what holds
/// while processes that use them are killed. Each thread has an object of its own.
///
/// Under the lock two counters are raised one after the other: who gets it in order finds them
/// equal, who is told of a death makes them equal. There are never more living ones inside than
/// permits. A token comes with one signal, and whoever of the living gets it takes the token. No
/// wait lasts for [#LIMIT].
final class Playground {
    /// Longest wait that is not yet an endless one.
    static final Duration LIMIT = Duration.ofSeconds(30);

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final int PERMITS = 2;
    private static final int PARTIES = 2;

    private static final long LOCK_AT = 0;
    private static final long PERMITS_AT = after(LOCK_AT, LockLayout.LAYOUT.byteSize());
    private static final long QUEUE_AT = after(PERMITS_AT, SemaphoreLayout.LAYOUT.byteSize());
    private static final long ROUNDS_AT = after(QUEUE_AT, ConditionLayout.LAYOUT.byteSize());
    private static final long FLAG_AT = after(ROUNDS_AT, BarrierLayout.byteSize(PARTIES));
    private static final long FIRST = after(FLAG_AT, EventLayout.LAYOUT.byteSize());
    private static final long SECOND = FIRST + 8;
    private static final long TOKENS = SECOND + 8;
    private static final long VIOLATIONS = TOKENS + 8;

    /// A word for each that may be inside with a permit.
    private static final long INSIDE = VIOLATIONS + 8;

    static final int SEATS = 16;

    /// Where tests go on.
    static final long BYTE_SIZE = after(INSIDE, SEATS * 8L);

    private final Words plain;
    private final Kin kin = FamilyKin.current();
    private final int seat;
    private final BooleanSupplier isOver;
    private final Mutex lock;
    private final Permits permits;
    private final WaitQueue queue;
    private final Rounds rounds;
    private final Flag flag;

    /// What there is to use.
    enum Kind {
        LOCK,
        PERMITS,
        CONDITION,
        BARRIER,
        EVENT
    }

    /// Who uses it.
    enum Role {
        /// Gives tokens, sets the event.
        PRODUCER,
        /// Takes tokens, clears the event.
        CONSUMER,
        /// Does as many steps as it can.
        VICTIM
    }

    /// @param seat which of those inside it is
    /// @param step called before each access to a word
    /// @param isOver ends waits for others in the role of producer
    Playground(MemorySegment memory, int seat, Runnable step, BooleanSupplier isOver) {
        this.seat = seat;
        this.isOver = isOver;
        plain = new Words(memory);
        lock = mutex(memory, LOCK_AT, step);
        permits =
                new Permits(
                        words(memory, PERMITS_AT, step),
                        mutex(memory, PERMITS_AT, step),
                        bell(memory, PERMITS_AT + SemaphoreLayout.BELL),
                        kin);
        queue =
                new WaitQueue(
                        words(memory, QUEUE_AT, step),
                        bell(memory, QUEUE_AT + ConditionLayout.BELL),
                        kin);
        rounds =
                new Rounds(
                        words(memory, ROUNDS_AT, step),
                        mutex(memory, ROUNDS_AT, step),
                        bell(memory, ROUNDS_AT + BarrierLayout.BELL),
                        kin);
        flag = new Flag(words(memory, FLAG_AT, step), bell(memory, FLAG_AT + EventLayout.BELL));
    }

    /// Formats new memory.
    static void format(MemorySegment memory) {
        Permits.format(new Words(memory.asSlice(PERMITS_AT)), PERMITS, PERMITS);
        new Words(memory).setRelease(ROUNDS_AT + BarrierLayout.PARTIES, PARTIES);
    }

    private static long after(long offset, long byteSize) {
        return (offset + byteSize + 127) / 128 * 128;
    }

    private static Words words(MemorySegment memory, long offset, Runnable step) {
        return new SteppedWords(memory.asSlice(offset), step);
    }

    private static Bell bell(MemorySegment memory, long offset) {
        return Bell.of(Doorbell.at(memory.asSlice(offset), Os.current()), Spin.none());
    }

    private Mutex mutex(MemorySegment memory, long offset, Runnable step) {
        var bell = bell(memory, offset + LockLayout.BELL);
        return new Mutex(words(memory, offset, step), bell, kin, System::nanoTime);
    }

    /// What somebody found that must not be.
    long violations() {
        return plain.getAcquire(VIOLATIONS);
    }

    /// Uses one of them once.
    void visit(Kind kind, Role role) throws InterruptedException {
        try {
            switch (kind) {
                case LOCK -> visitLock();
                case PERMITS -> visitPermits();
                case CONDITION -> visitCondition(role);
                case BARRIER -> visitBarrier();
                case EVENT -> visitEvent(role);
            }
        } catch (AssertionError e) {
            plain.setRelease(VIOLATIONS, plain.getAcquire(VIOLATIONS) + 1);
            throw e;
        }
    }

    private void visitLock() throws InterruptedException {
        take();
        long first = plain.getAcquire(FIRST);
        plain.setRelease(FIRST, first + 1);
        plain.setRelease(SECOND, first + 1);
        give();
    }

    private void take() throws InterruptedException {
        long me = lock.me();
        var taken = lock.take(me, Patience.of(LIMIT), false);
        require(taken.isOwned(), "a lock that nobody gives up: " + lockText());
        if (taken.result() == Mutex.Result.ABANDONED) {
            plain.setRelease(SECOND, plain.getAcquire(FIRST));
            boolean isHeld = lock.isHeldBy(me) || lock.tryTake(me, true).isOwned();
            require(isHeld, "a repair that was taken away: " + lockText());
            queue.signalAll();
        }
        long first = plain.getAcquire(FIRST);
        require(plain.getAcquire(SECOND) == first, "inside, untold of a death: " + lockText());
    }

    private String lockText() {
        return LockWord.describe(lock.word(), kin);
    }

    private void give() {
        require(lock.give(lock.me()), "held by another one: " + lockText());
    }

    private void visitPermits() throws InterruptedException {
        require(permits.acquire(Patience.of(LIMIT)) == Wait.READY, "permits do not come back");
        plain.setRelease(INSIDE + seat * 8L, kin.self());
        int inside = 0;
        for (int other = 0; other < SEATS; other++) {
            int member = (int) plain.getAcquire(INSIDE + other * 8L);
            inside += member != 0 && kin.isAlive(member) ? 1 : 0;
        }
        require(inside <= PERMITS, "inside are " + inside);
        plain.setRelease(INSIDE + seat * 8L, 0);
        require(permits.release(), "a permit too many");
    }

    private void visitCondition(Role role) throws InterruptedException {
        if (role == Role.PRODUCER) {
            produce();
            return;
        }
        take();
        while (plain.getAcquire(TOKENS) == 0) {
            var end = queue.await(lock.me(), new Guard(), Patience.of(LIMIT));
            require(end == WaitQueue.End.SIGNALLED, "no signal came, but " + end);
        }
        plain.setRelease(TOKENS, plain.getAcquire(TOKENS) - 1);
        give();
    }

    private void produce() throws InterruptedException {
        take();
        plain.setRelease(TOKENS, 1);
        queue.signal();
        give();
        long begin = System.nanoTime();
        while (plain.getAcquire(TOKENS) != 0 && !isOver.getAsBoolean()) {
            require(System.nanoTime() - begin < LIMIT.toNanos(), "a signal was swallowed");
            LockSupport.parkNanos(100_000); // for the one that takes it
            take(); // it may have died there
            give();
        }
    }

    private void visitBarrier() {
        var end = rounds.await(null, Patience.of(SHORT)).end();
        if (end != Rounds.End.PASSED) {
            rounds.reset();
        }
    }

    private void visitEvent(Role role) throws InterruptedException {
        if (role != Role.CONSUMER) {
            flag.set();
        } else {
            require(flag.await(Patience.of(LIMIT)) == Wait.READY, "setting it wakes nobody");
            flag.clear();
        }
    }

    private static void require(boolean isSo, String what) {
        if (!isSo) {
            throw new AssertionError(what);
        }
    }

    /// The lock as the condition's.
    private final class Guard implements WaitQueue.Guard {
        @Override
        public int giveAll() {
            give();
            return 0;
        }

        @Override
        public void retake(int extra) {
            boolean wasInterrupted = Thread.interrupted();
            try {
                take();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts it here", e);
            }
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// Words that somebody may stop at.
    private static final class SteppedWords extends Words {
        private final Runnable step;

        SteppedWords(MemorySegment memory, Runnable step) {
            super(memory);
            this.step = step;
        }

        @Override
        long getAcquire(long offset) {
            step.run();
            return super.getAcquire(offset);
        }

        @Override
        void setRelease(long offset, long value) {
            step.run();
            super.setRelease(offset, value);
        }

        @Override
        boolean compareAndSet(long offset, long expected, long value) {
            step.run();
            return super.compareAndSet(offset, expected, value);
        }
    }
}
