package dev.progeny.shm;

import dev.progeny.Fuzz;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Whatever another program has left under the name of a list: its elements, or a refusal.
class ListFuzzTest {
    private static final long MOST_ALLOCATED = 1 << 20;

    @Test
    void memoryOfOthersIsAListOrRefused() { // X-SEC-03
        fuzz(20_000);
    }

    @Test
    @Tag("long")
    @Timeout(900)
    void memoryOfAMillionOthersIsAListOrRefused() {
        fuzz(Fuzz.LONG);
    }

    private static void fuzz(int inputs) {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(1 << 16, 8);
            Fuzz.of("list", MOST_ALLOCATED).run(inputs, input -> read(memory, input));
        }
    }

    private static boolean read(MemorySegment memory, byte[] input) {
        var list = memory.asSlice(0, input.length);
        list.copyFrom(MemorySegment.ofArray(input));
        try {
            var format = ListFormat.of(list);
            for (int i = 0; i < format.size(); i++) {
                format.load(i);
            }
            return true;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return e.getMessage().contains("written by something else");
        }
    }
}
