package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.os.Os;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// The queue's algorithm on plain memory: threads, and a process that dies between any two stores.
class QueueMemoryTest {
    private static final int ROOM = 1 << 16;

    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static MemorySegment memory(Arena arena, int capacity) {
        var memory = arena.allocate(QueueLayout.byteSize(capacity, ROOM), 128);
        QueueLayout.format(memory, capacity, ROOM);
        return memory;
    }

    private static QueueMemory queue(MemorySegment memory) {
        return new QueueMemory(memory, Os.current(), () -> {});
    }

    private static byte[] payload(int number, int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static boolean put(QueueMemory queue, int number, int length) {
        return queue.tryPut(number, MemorySegment.ofArray(payload(number, length)), () -> true);
    }

    @Test
    void elementsComeOutInOrderAcrossTheEdgeOfTheRoom() {
        try (var arena = Arena.ofShared()) {
            var queue = queue(memory(arena, 100));
            var expected = new ArrayDeque<Integer>();
            var random = new Random(4);
            for (int number = 0; number < 5000; number++) {
                while (!put(queue, number, number % 3000)) {
                    check(queue, expected.remove());
                }
                expected.add(number);
                if (random.nextBoolean()) {
                    check(queue, expected.remove());
                }
            }
        }
    }

    private static void check(QueueMemory queue, int number) {
        var entry = queue.tryTake();
        assertThat(entry).isNotNull();
        assertThat(entry.kind()).isEqualTo(number);
        assertThat(entry.bytes()).isEqualTo(payload(number, number % 3000));
    }

    @Test
    void boundsHoldInElementsAndBytes() {
        try (var arena = Arena.ofShared()) {
            var queue = queue(memory(arena, 3));
            assertThat(put(queue, 1, 0)).isTrue();
            assertThat(put(queue, 2, 0)).isTrue();
            assertThat(put(queue, 3, 0)).isTrue();
            assertThat(put(queue, 4, 0)).as("a fourth of three").isFalse();

            var wide = queue(memory(arena, 100));
            assertThat(put(wide, 1, ROOM / 2)).isTrue();
            assertThat(put(wide, 2, ROOM / 2)).isTrue();
            assertThat(put(wide, 3, 1)).as("a byte more than the room").isFalse();
            assertThat(wide.tryTake()).isNotNull();
            assertThat(put(wide, 3, 1)).isTrue();
        }
    }

    @Test
    void emptyQueueBeginsAtTheFrontSoThatFewPagesAreTouched() {
        try (var arena = Arena.ofShared()) {
            var memory = memory(arena, 10);
            var queue = queue(memory);
            for (int number = 1; number < 5000; number++) {
                put(queue, number, 8);
                assertThat(queue.tryTake()).isNotNull();
            }
            var room = memory.asSlice(memory.byteSize() - ROOM);
            assertThat(room.asSlice(8192).mismatch(arena.allocate(ROOM - 8192)))
                    .as("bytes behind the first pages")
                    .isEqualTo(-1);
        }
    }

    @Test
    void nothingIsPutThatIsNotAllowed() {
        try (var arena = Arena.ofShared()) {
            var queue = queue(memory(arena, 3));
            assertThat(queue.tryPut(1, MemorySegment.ofArray(new byte[1]), () -> false)).isFalse();
            assertThat(queue.tryTake()).isNull();
        }
    }

    @Test
    void otherMemoryIsRefused() {
        try (var arena = Arena.ofShared()) {
            var memory = arena.allocate(QueueLayout.byteSize(4, ROOM), 128);
            assertThatThrownBy(() -> queue(memory)).hasMessageContaining("no queue");
        }
    }

    /// After each step of each put and take in turn, the process dies and another goes on.
    @Test
    void deathAtAnyStepLosesAtMostTheOneElementInHand() {
        for (int lethal = 0; lethal < 400; lethal++) {
            try (var arena = Arena.ofShared()) {
                dieAndGoOn(memory(arena, 4), lethal);
            }
        }
    }

    private static void dieAndGoOn(MemorySegment memory, int lethal) {
        var steps = new int[] {lethal};
        var mortal =
                new QueueMemory(
                        memory,
                        Os.current(),
                        () -> {
                            if (steps[0]-- == 0) {
                                throw new Death();
                            }
                        });
        var taken = new ArrayList<Integer>();
        int begun = 0; // elements of which a put was begun
        int put = 0; // and of which it returned
        try {
            for (int round = 0; round < 60; round++) {
                begun++;
                put += put(mortal, round, 100 * round) ? 1 : -begun;
                if (round % 3 > 0) {
                    take(mortal, taken);
                    take(mortal, taken);
                }
                assertThat(put).isEqualTo(begun);
            }
        } catch (Death e) {
            var heir = queue(memory);
            boolean wasTaking = begun == put;
            int before = taken.size();
            while (take(heir, taken)) {
                // all that is left
            }
            assertThat(put(heir, 200, 8)).isTrue();
            assertThat(take(heir, taken)).isTrue();
            taken.removeLast();
            requireWhole(taken, before, wasTaking ? put : begun, wasTaking);
        }
    }

    private static boolean take(QueueMemory queue, List<Integer> taken) {
        var entry = queue.tryTake();
        if (entry != null) {
            int number = entry.kind();
            int length = number == 200 ? 8 : 100 * number;
            assertThat(entry.bytes()).isEqualTo(payload(number, length));
            taken.add(number);
        }
        return entry != null;
    }

    /// Numbers without a gap but for the one that the dead had in hand, and at the end perhaps
    /// without the one that it was putting.
    private static void requireWhole(List<Integer> taken, int before, int most, boolean wasTaking) {
        int gaps = 0;
        int next = 0;
        for (int i = 0; i < taken.size(); i++) {
            if (taken.get(i) != next) {
                assertThat(wasTaking).as("a gap after a put").isTrue();
                assertThat(i).as("the gap is where the dead took").isEqualTo(before);
                gaps++;
                next++;
            }
            assertThat(taken.get(i)).isEqualTo(next++);
        }
        assertThat(gaps).isLessThanOrEqualTo(1);
        assertThat(next).isBetween(most - 1, most);
    }

    @Test
    void threadsPutAndTakeEachElementOnce() throws Exception {
        int each = 20_000;
        try (var arena = Arena.ofShared()) {
            var queue = queue(memory(arena, 64));
            var sums = new long[2];
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 2; i++) {
                int index = i;
                threads.add(Thread.ofPlatform().start(() -> putAll(queue, each)));
                threads.add(Thread.ofPlatform().start(() -> sums[index] = takeAll(queue, each)));
            }
            for (var thread : threads) {
                thread.join();
            }
            assertThat(sums[0] + sums[1]).isEqualTo((long) each * (each - 1));
            assertThat(queue.tryTake()).isNull();
        }
    }

    private static void putAll(QueueMemory queue, int count) {
        for (int number = 0; number < count; number++) {
            while (!put(queue, number, number % 50)) {
                Thread.onSpinWait();
            }
        }
    }

    private static long takeAll(QueueMemory queue, int count) {
        long sum = 0;
        for (int i = 0; i < count; ) {
            var entry = queue.tryTake();
            if (entry != null) {
                assertThat(entry.bytes()).hasSize(entry.kind() % 50);
                sum += entry.kind();
                i++;
            }
        }
        return sum;
    }
}
