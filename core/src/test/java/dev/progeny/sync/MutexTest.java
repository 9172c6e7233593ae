package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;
import dev.progeny.park.Spin;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A mutex step by step, with processes and a clock of the test's own.
@Tag("platform-only") // plain memory: the same on every back end
class MutexTest {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(LockLayout.LAYOUT.byteSize(), 128);
    private final Set<Integer> dead = new HashSet<>();
    private long now;

    @AfterEach
    void freeMemory() {
        arena.close();
    }

    @Test
    void eachDeathGivesTheOneThatIsToldItsOwnTimeToRepair() {
        var told = mutex(2);
        var other = mutex(3);
        holdAndDie(1);
        assertThat(tryTake(told)).isEqualTo(Mutex.Result.ABANDONED);
        assertThat(tryTake(other)).as("first seen now").isEqualTo(Mutex.Result.BUSY);
        assertThat(told.tryTake(told.me(), true).result()).isEqualTo(Mutex.Result.HELD);
        told.give(told.me());

        now = Mutex.REPAIR_NANOS - 1;
        holdAndDie(4);
        assertThat(tryTake(told)).isEqualTo(Mutex.Result.ABANDONED);
        now = Mutex.REPAIR_NANOS + 1;

        assertThat(tryTake(other)).as("that was another one").isEqualTo(Mutex.Result.BUSY);
        now = 2 * Mutex.REPAIR_NANOS + 1;
        assertThat(tryTake(other)).isEqualTo(Mutex.Result.ABANDONED);
    }

    @Test
    void releaseIsForTheOneInLineThoughAnotherComesAtOnce() throws Exception {
        var words = new Words(memory);
        var mutex = mutex(1);
        var patient = new Mutex(words, bell(), new Everybody(2), System::nanoTime);
        long me = mutex.me();
        assertThat(mutex.takeFree(me)).isTrue();
        var waiter =
                Threads.inThread(
                        () -> patient.take(patient.me(), Patience.ENDLESS, false).isOwned());
        Threads.until(() -> words.getAcquire(LockLayout.NEXT) != 0);

        mutex.give(me);

        assertThat(mutex.takeFree(me)).isFalse();
        assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
    }

    private static Mutex.Result tryTake(Mutex mutex) {
        return mutex.tryTake(mutex.me(), false).result();
    }

    private void holdAndDie(int member) {
        var mutex = mutex(member);
        assertThat(mutex.takeFree(mutex.me())).isTrue();
        dead.add(member);
    }

    private Mutex mutex(int member) {
        return new Mutex(new Words(memory), bell(), new Everybody(member), () -> now);
    }

    private Bell bell() {
        var doorbell = Doorbell.at(memory.asSlice(LockLayout.BELL), Os.current());
        return Bell.of(doorbell, Spin.none());
    }

    /// All who are not dead.
    private final class Everybody implements Kin {
        private final int self;

        Everybody(int self) {
            this.self = self;
        }

        @Override
        public int self() {
            return self;
        }

        @Override
        public boolean isAlive(int member) {
            return !dead.contains(member);
        }

        @Override
        public long pidOf(int member) {
            return member;
        }
    }
}
