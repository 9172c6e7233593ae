package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Writers are killed at random while they replace a record, thousands of times a second.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class SharedStructCrashTest {

    /// All its words are the same in any record that somebody stored.
    @SuppressWarnings("ArrayRecordComponent") // large, so that storing it takes long
    record Uniform(long value, @Length(2000) long[] values) {
        static Uniform of(long value) {
            var values = new long[2000];
            Arrays.fill(values, value);
            return new Uniform(value, values);
        }

        boolean isWhole() {
            return Arrays.stream(values).allMatch(v -> v == value);
        }
    }

    @Test
    void killedWritersLeaveWholeRecordsAndHoldUpNobody() throws Exception {
        kill(12);
    }

    @Test
    @Tag("long")
    void killedWritersLeaveWholeRecordsAndHoldUpNobodyManyTimes() throws Exception {
        kill(500);
    }

    private static void kill(int kills) throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        try (var struct = SharedStruct.create(Uniform.of(0));
                var started = SharedLong.create(0)) {
            for (int i = 0; i < kills; i++) {
                long before = started.get();
                try (var writer = ChildProcess.start(() -> write(struct, started))) {
                    while (started.get() == before) {
                        Thread.onSpinWait();
                    }
                    long end = System.nanoTime() + random.nextInt(2_000_000);
                    do {
                        assertThat(struct.get().isWhole()).as("seed " + seed).isTrue();
                    } while (System.nanoTime() < end);
                    writer.kill();
                    writer.join();
                }
                assertThat(struct.get().isWhole()).as("seed " + seed).isTrue();
                long begin = System.nanoTime();
                assertThat(struct.updateAndGet(u -> Uniform.of(u.value + 1)).isWhole()).isTrue();
                assertThat(System.nanoTime() - begin)
                        .as("a dead writer is noticed in 50 ms, and this machine is busy")
                        .isLessThan(TimeUnit.SECONDS.toNanos(5));
            }
        }
    }

    private static long write(SharedStruct<Uniform> struct, SharedLong started) {
        for (long i = 0; ; i++) {
            struct.updateAndGet(u -> Uniform.of(u.value + 1));
            if (i == 100) {
                started.incrementAndGet();
            }
        }
    }
}
