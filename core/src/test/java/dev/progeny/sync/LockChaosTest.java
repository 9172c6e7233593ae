package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.family.Block;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Processes that use a lock and end in the middle of it: before each of their accesses to its
/// memory, and at any moment, while a thread of this process uses it all the time.
///
/// Under the lock two counters are raised one after the other. Who gets the lock in order finds
/// them equal; who is told of a death may find them apart, and makes them equal again.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class LockChaosTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final long FIRST = LockLayout.LAYOUT.byteSize();
    private static final long SECOND = FIRST + Long.BYTES;

    /// Accesses of a first round without and with a wait, and of the next.
    private static final int STEPS = 12;

    private final Block block = Block.create(FIRST + 2 * Long.BYTES);
    private final Words words = new Words(block.segment());
    private final SharedLock lock = new SharedLock(block, Reentrancy.NONE, words);

    @AfterEach
    void closeLock() {
        lock.close();
    }

    @Test
    void endBeforeAnyAccessLeavesNothingThatTheNextOneIsNotToldOf() throws Exception {
        var handle = block.handle();
        for (int step = 1; step <= STEPS; step++) {
            int fatal = step;
            try (var rival = new Rival();
                    var victim = ChildProcess.start(() -> workUntil(fatal, handle))) {
                assertThat(victim.join(SOON).orElseThrow().code()).as("step " + step).isEqualTo(9);
                rival.requireProgress("step " + step);
            }
        }
    }

    @Test
    void killAtAnyMomentLeavesNothingThatTheNextOneIsNotToldOf() throws Exception {
        killAtRandom(10);
    }

    @Test
    @Tag("long")
    void tenThousandKillsLeaveNothingThatTheNextOneIsNotToldOf() throws Exception {
        killAtRandom(10_000);
    }

    private void killAtRandom(int kills) throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var handle = block.handle();
        try (var rival = new Rival()) {
            for (int kill = 0; kill < kills; kill++) {
                try (var victim = ChildProcess.start(() -> workUntil(Integer.MAX_VALUE, handle))) {
                    long before = words.getAcquire(FIRST);
                    Threads.until(() -> words.getAcquire(FIRST) != before);
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000)); // provokes: any moment
                    victim.kill();
                    victim.join();
                }
                rival.requireProgress("seed " + seed + ", kill " + kill);
            }
        }
    }

    private static void workUntil(int fatal, Block.Handle handle) {
        var block = Block.attach(handle);
        var memory = new FatalWords(block, fatal);
        var lock = new SharedLock(block, Reentrancy.NONE, memory);
        while (true) {
            work(lock, memory);
        }
    }

    private static void work(SharedLock lock, Words memory) {
        try {
            lock.lock();
        } catch (AbandonedLockException e) {
            memory.setRelease(SECOND, memory.getAcquire(FIRST));
            lock.recover();
        }
        long first = memory.getAcquire(FIRST);
        if (memory.getAcquire(SECOND) != first) {
            throw new AssertionError("apart: " + first + ", " + memory.getAcquire(SECOND));
        }
        memory.setRelease(FIRST, first + 1);
        memory.setRelease(SECOND, first + 1);
        lock.unlock();
    }

    /// Ends the process before an access, counted from 1.
    private static final class FatalWords extends Words {
        private int left;

        FatalWords(Block block, int fatal) {
            super(block.segment());
            left = fatal;
        }

        @Override
        long getAcquire(long offset) {
            count();
            return super.getAcquire(offset);
        }

        @Override
        void setRelease(long offset, long value) {
            count();
            super.setRelease(offset, value);
        }

        @Override
        boolean compareAndSet(long offset, long expected, long value) {
            count();
            return super.compareAndSet(offset, expected, value);
        }

        private void count() {
            if (--left == 0) {
                Runtime.getRuntime().halt(9);
            }
        }
    }

    /// A thread of this process that uses the lock all the time, and what it found wrong.
    private final class Rival implements AutoCloseable {
        private final AtomicBoolean isOver = new AtomicBoolean();
        private final AtomicLong rounds = new AtomicLong();
        private final CompletableFuture<Boolean> done =
                Threads.inThread(
                        () -> {
                            while (!isOver.get()) {
                                work(lock, words);
                                rounds.incrementAndGet();
                            }
                            return true;
                        });

        void requireProgress(String when) {
            long before = rounds.get();
            Threads.until(() -> rounds.get() > before || done.isDone());
            assertThat(done).as(when).isNotDone();
        }

        @Override
        public void close() {
            isOver.set(true);
            assertThat(done.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
        }
    }
}
