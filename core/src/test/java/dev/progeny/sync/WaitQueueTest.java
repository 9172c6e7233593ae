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
import java.util.Arrays;

/// A queue of waiters step by step, on plain memory: of the processes in it only one lives.
@Tag("platform-only") // plain memory: the same on every back end
class WaitQueueTest {
    private static final long WAITING = 1;
    private static final long SIGNALLED = 2;
    private static final long LIVING = LockWord.owner(1, 7);
    private static final long DEAD = LockWord.owner(2, 7);

    @Test
    void signalPassesOverADeadWaiter() {
        try (var arena = Arena.ofConfined()) {
            var memory = queue(arena, DEAD | WAITING, LIVING | WAITING);

            new WaitQueue(new Words(memory), bell(memory), new OnlyOne()).signal();

            assertThat(entry(memory, 0)).isZero();
            assertThat(entry(memory, 1)).isEqualTo(LIVING | SIGNALLED);
        }
    }

    @Test
    void signalIsNotLostWhereverItsCarrierDies() {
        int step = 0;
        boolean isOver = false;
        while (!isOver) {
            try (var arena = Arena.ofConfined()) {
                var memory = queue(arena, DEAD | SIGNALLED, LIVING | WAITING);
                isOver = comesThrough(memory, ++step);
                assertThat(
                                entry(memory, 0) == (DEAD | SIGNALLED)
                                        || entry(memory, 1) == (LIVING | SIGNALLED))
                        .as("death at step " + step)
                        .isTrue();
            }
        }
        assertThat(step).isGreaterThan(8);
    }

    private static boolean comesThrough(MemorySegment memory, int steps) {
        try {
            new WaitQueue(new MortalWords(memory, steps), bell(memory), new OnlyOne()).signal();
            return true;
        } catch (Death e) {
            return false;
        }
    }

    @Test
    void deadWaitersTakeNoRoomFromTheLiving() {
        var all = new long[ConditionLayout.MOST];
        Arrays.fill(all, DEAD | WAITING);
        try (var arena = Arena.ofConfined()) {
            var memory = queue(arena, all);
            var queue = new WaitQueue(new Words(memory), bell(memory), new OnlyOne());

            var end = queue.await(LIVING, new NoLock(), Patience.of(Duration.ofMillis(1)));

            assertThat(end).isEqualTo(WaitQueue.End.TIMED_OUT);
            assertThat(queue.waiters()).isZero();
        }
    }

    private static MemorySegment queue(Arena arena, long... entries) {
        var memory = arena.allocate(ConditionLayout.LAYOUT.byteSize(), 128);
        var words = new Words(memory);
        for (int i = 0; i < entries.length; i++) {
            words.setRelease(ConditionLayout.entry(i), entries[i]);
            words.setRelease(ConditionLayout.entry(i) + ConditionLayout.TICKET_IN_ENTRY, i);
        }
        words.setRelease(ConditionLayout.USED, entries.length);
        words.setRelease(ConditionLayout.TICKETS, entries.length);
        return memory;
    }

    private static long entry(MemorySegment memory, int index) {
        return new Words(memory).getAcquire(ConditionLayout.entry(index));
    }

    private static Bell bell(MemorySegment memory) {
        var doorbell = Doorbell.at(memory.asSlice(ConditionLayout.BELL), Os.current());
        return Bell.of(doorbell, Spin.none());
    }

    private record OnlyOne() implements Kin {
        @Override
        public int self() {
            return LockWord.memberOf(LIVING);
        }

        @Override
        public boolean isAlive(int member) {
            return member == self();
        }

        @Override
        public long pidOf(int member) {
            return member;
        }
    }

    private record NoLock() implements WaitQueue.Guard {
        @Override
        public int giveAll() {
            return 0;
        }

        @Override
        public void retake(int extra) {}
    }

    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// Memory as one sees it who dies after some accesses.
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

        private void live() {
            if (--left < 0) {
                throw new Death();
            }
        }
    }
}
