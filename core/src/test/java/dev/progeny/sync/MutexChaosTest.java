package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Deaths by the hundred: threads stand for processes, on plain memory. One that dies stops before
/// some access, for ever, and its thread comes back as another member.
class MutexChaosTest {
    private static final long FIRST = LockLayout.LAYOUT.byteSize();
    private static final long SECOND = FIRST + Long.BYTES;
    private static final int THREADS = 3;

    private final Set<Integer> living = ConcurrentHashMap.newKeySet();
    private final AtomicInteger members = new AtomicInteger();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void threeHundredDeathsLeaveNothingThatTheNextOneIsNotToldOf() throws Exception {
        die(300);
    }

    @Test
    @Tag("long")
    void tenThousandDeathsLeaveNothingThatTheNextOneIsNotToldOf() throws Exception {
        die(10_000);
    }

    private void die(int times) throws Exception {
        long seed = System.nanoTime();
        try (var arena = Arena.ofShared()) {
            var memory = arena.allocate(FIRST + 2 * Long.BYTES, 128);
            var threads = new ArrayList<CompletableFuture<Boolean>>();
            for (int i = 0; i < THREADS; i++) {
                var random = new Random(seed + i);
                threads.add(Threads.inThread(() -> liveAgainAndAgain(memory, random, times)));
            }
            for (var thread : threads) {
                assertThat(thread.get(120, TimeUnit.SECONDS)).as("seed " + seed).isTrue();
            }
        }
        assertThat(deaths.get()).isGreaterThanOrEqualTo(times);
        assertThat(told.get()).as("some died inside").isPositive();
    }

    private boolean liveAgainAndAgain(MemorySegment memory, Random random, int times)
            throws InterruptedException {
        while (deaths.get() < times) {
            int member = members.incrementAndGet();
            living.add(member);
            try {
                live(member, memory, 1 + random.nextInt(200));
            } catch (Death death) {
                living.remove(member);
                deaths.incrementAndGet();
            }
        }
        return true;
    }

    private void live(int member, MemorySegment memory, int steps) throws InterruptedException {
        var words = new MortalWords(memory, steps);
        var doorbell = Doorbell.at(memory.asSlice(LockLayout.BELL), Os.current());
        var bell = Bell.of(doorbell, Spin.none());
        var mutex = new Mutex(words, bell, new Members(member), System::nanoTime);
        long me = mutex.me();
        while (true) {
            var taken = mutex.take(me, Patience.of(Duration.ofMillis(2)), false);
            if (taken.result() == Mutex.Result.ABANDONED) {
                told.incrementAndGet();
                words.setRelease(SECOND, words.getAcquire(FIRST));
                assertThat(mutex.tryTake(me, true).result()).isEqualTo(Mutex.Result.HELD);
            }
            if (taken.isOwned()) {
                raiseBoth(words);
                assertThat(mutex.give(me)).isTrue();
            }
        }
    }

    private static void raiseBoth(Words words) {
        long first = words.getAcquire(FIRST);
        assertThat(words.getAcquire(SECOND)).as("who got it in order").isEqualTo(first);
        words.setRelease(FIRST, first + 1);
        words.setRelease(SECOND, first + 1);
    }

    /// Stops everything; it is not an exception of the code that it goes through.
    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;

        Death() {
            super("death", null, false, false);
        }
    }

    /// Memory as one sees it who dies after some accesses, and does nothing more on the way out.
    private static final class MortalWords extends Words {
        private int left;

        MortalWords(MemorySegment memory, int steps) {
            super(memory);
            left = steps;
        }

        @Override
        long getAcquire(long offset) {
            live();
            return super.getAcquire(offset);
        }

        @Override
        void setRelease(long offset, long value) {
            live();
            super.setRelease(offset, value);
        }

        @Override
        boolean compareAndSet(long offset, long expected, long value) {
            live();
            return super.compareAndSet(offset, expected, value);
        }

        private void live() {
            if (left <= 0) {
                throw new Death();
            }
            left--;
        }
    }

    /// Who lives, as one member sees it.
    private final class Members implements Kin {
        private final int self;

        Members(int self) {
            this.self = self;
        }

        @Override
        public int self() {
            return self;
        }

        @Override
        public boolean isAlive(int member) {
            return living.contains(member);
        }

        @Override
        public long pidOf(int member) {
            return member;
        }
    }
}
