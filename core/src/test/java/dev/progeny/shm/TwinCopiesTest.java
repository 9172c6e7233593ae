package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// The entries over plain memory, with threads for processes.
class TwinCopiesTest {
    private static final int BELL = 128;
    private static final int HEAD = 16;

    private final Set<Integer> dead = ConcurrentHashMap.newKeySet();

    private final class Member implements TwinCopies.Peers {
        private final int self;

        Member(int self) {
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
    }

    private static MemorySegment memory(Arena arena, int entries, int size) {
        return arena.allocate(TwinCopies.byteSize(entries, size), 64);
    }

    private static MemorySegment words(int count, long value) {
        var words = new long[count];
        Arrays.fill(words, value);
        return MemorySegment.ofArray(words);
    }

    @Test
    void newEntryIsZeroAndAWriteIsRead() {
        try (var arena = Arena.ofConfined()) {
            var entries = new TwinCopies(memory(arena, 2, 24), 24, new Member(1));
            var into = words(3, 9);
            assertThat(entries.read(1, into)).isZero();
            assertThat(into.toArray(JAVA_LONG)).containsOnly(0);

            assertThat(entries.write(1, words(3, 7), TwinCopies.ANY)).isTrue();
            assertThat(entries.read(1, into)).isEqualTo(1);
            assertThat(into.toArray(JAVA_LONG)).containsOnly(7);
            entries.read(0, into);
            assertThat(into.toArray(JAVA_LONG)).containsOnly(0);
        }
    }

    @Test
    void writeOverAnotherVersionThanTheExpectedChangesNothing() {
        try (var arena = Arena.ofConfined()) {
            var entries = new TwinCopies(memory(arena, 1, 8), 8, new Member(1));
            entries.write(0, words(1, 5), 0);

            assertThat(entries.write(0, words(1, 6), 0)).isFalse();
            var into = words(1, 0);
            assertThat(entries.read(0, into)).isEqualTo(1);
            assertThat(into.get(JAVA_LONG, 0)).isEqualTo(5);
        }
    }

    @Test
    void writeThatFailsInTheMiddleChangesNothing() {
        try (var arena = Arena.ofConfined()) {
            var entries = new TwinCopies(memory(arena, 1, 24), 24, new Member(1));
            entries.write(0, words(3, 7), TwinCopies.ANY);

            assertThatThrownBy(() -> entries.write(0, words(1, 8), TwinCopies.ANY))
                    .as("too short")
                    .isInstanceOf(IndexOutOfBoundsException.class);

            var into = words(3, 0);
            assertThat(entries.read(0, into)).isEqualTo(1);
            assertThat(into.toArray(JAVA_LONG)).containsOnly(7);
            assertThat(entries.write(0, words(3, 9), 1)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 300})
    void readersOnlySeeWholeRecordsAndNoUpdateIsLost(int words) {
        try (var arena = Arena.ofShared()) {
            var memory = memory(arena, 1, 8 * words);
            var writers = new ArrayList<CompletableFuture<Void>>();
            for (int member = 1; member <= 2; member++) {
                var entries = new TwinCopies(memory, 8L * words, new Member(member));
                writers.add(inThread(() -> countTo(10_000, entries, words)));
            }
            var reader = new TwinCopies(memory, 8L * words, new Member(3));
            var into = words(words, 0);
            var all = CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new));
            do {
                long version = reader.read(0, into);
                assertThat(into.toArray(JAVA_LONG)).containsOnly(version);
            } while (!all.isDone());
            all.join();
            assertThat(reader.read(0, into)).isEqualTo(20_000);
        }
    }

    /// Not in a pool, which may have one thread only.
    private static CompletableFuture<Void> inThread(Runnable task) {
        return CompletableFuture.runAsync(task, t -> Thread.ofPlatform().daemon().start(t));
    }

    /// Each word holds the number of writes.
    private static void countTo(int count, TwinCopies entries, int words) {
        var into = words(words, 0);
        for (int done = 0; done < count; ) {
            long version = entries.read(0, into);
            if (entries.write(0, words(words, version + 1), version)) {
                done++;
            }
        }
    }

    /// What a writer leaves that was killed after each of its stores: becoming owner, each byte of
    /// the copy, the version, letting go.
    @Test
    void whereverAWriterDiesTheRecordIsOldOrNewAndTheNextGoesOn() {
        for (int step = 0; step <= 4; step++) {
            try (var arena = Arena.ofConfined()) {
                var memory = memory(arena, 1, 16);
                var before = new TwinCopies(memory, 16, new Member(1));
                before.write(0, words(2, 1), TwinCopies.ANY); // version 1: the second copy counts
                dead.clear();
                dieAfter(step, memory);

                var survivor = new TwinCopies(memory, 16, new Member(3));
                var into = words(2, 0);
                long version = survivor.read(0, into);
                assertThat(into.toArray(JAVA_LONG)).as("step " + step).containsOnly(version);
                assertThat(version).isEqualTo(step < 3 ? 1 : 2);
                assertThat(survivor.write(0, words(2, version + 1), version)).isTrue();
                assertThat(survivor.read(0, into)).isEqualTo(version + 1);
                assertThat(into.toArray(JAVA_LONG)).containsOnly(version + 1);
                assertThat(memory.get(JAVA_INT, BELL + 8)).isZero();
            }
        }
    }

    private void dieAfter(int step, MemorySegment memory) {
        dead.add(2);
        memory.set(JAVA_INT, BELL + 8, step < 4 ? 2 : 0);
        if (step >= 1) {
            memory.set(JAVA_LONG, BELL + HEAD, 2);
        }
        if (step >= 2) {
            memory.set(JAVA_LONG, BELL + HEAD + 8, 2);
        }
        if (step >= 3) {
            memory.set(JAVA_LONG, BELL, 2);
        }
    }

    @Test
    void lettingGoRingsForThoseWhoWait() {
        try (var arena = Arena.ofShared()) {
            var memory = memory(arena, 2, 8);
            int second = BELL + HEAD + 16;
            memory.set(JAVA_INT, second + 8, 2);
            var entries = new TwinCopies(memory, 8, new Member(1));
            var waiting = inThread(() -> entries.write(1, words(1, 5), TwinCopies.ANY));
            Awaitility.await().pollInSameThread().until(() -> (memory.get(JAVA_INT, 0) & 1) != 0);
            int rings = memory.get(JAVA_INT, 0) >>> 1;

            entries.write(0, words(1, 5), TwinCopies.ANY);

            assertThat(memory.get(JAVA_INT, 0) >>> 1).isEqualTo(rings + 1);
            memory.set(JAVA_INT, second + 8, 0);
            waiting.join();
        }
    }

    @Test
    void writerWaitsForALivingOwnerAndCloseEndsItsWait() {
        try (var arena = Arena.ofShared()) {
            var memory = memory(arena, 1, 8);
            memory.set(JAVA_INT, BELL + 8, 2); // somebody who lives, and is stopped there
            var entries = new TwinCopies(memory, 8, new Member(1));
            var writing = inThread(() -> entries.write(0, words(1, 5), TwinCopies.ANY));
            var into = words(1, 9);
            assertThat(entries.read(0, into)).isZero();
            assertThat(writing).isNotDone();

            entries.close();
            assertThatThrownBy(writing::join).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(memory.get(JAVA_INT, BELL + 8)).isEqualTo(2);
            assertThatThrownBy(() -> entries.write(0, words(1, 5), TwinCopies.ANY))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
