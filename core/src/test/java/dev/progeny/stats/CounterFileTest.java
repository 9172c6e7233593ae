package dev.progeny.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.os.ProcessIdentity;
import dev.progeny.stats.PoolCounters.Count;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/// The memory that pools count in: what is stored is read, whoever reads it, and nothing else is.
class CounterFileTest {
    private static final int PLACES = 3;

    @TempDir Path directory;

    private Path file() {
        return directory.resolve("pool.stats");
    }

    /// As a process leaves it that has gone.
    private static byte[] remains(ProcessIdentity owner) {
        var words = new byte[(int) PoolCounters.byteSizeFor(PLACES)];
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(words.length, Long.BYTES);
            PoolCounters.format(memory, "gone", owner, 0);
            MemorySegment.ofArray(words).copyFrom(memory);
        }
        return words;
    }

    @Test
    void whatIsStoredIsReadFromTheFileAtOnce() {
        var counters = CounterFile.create(file(), "pool-ä", PLACES);
        long value = 100;
        for (var count : Count.values()) {
            counters.set(count, value++);
        }
        counters.add(Count.SUBMITTED, 1);
        counters.phase(PoolReading.Phase.DRAINING);

        var reading = PoolReading.read(file());

        assertThat(reading.pool()).isEqualTo("pool-ä");
        assertThat(reading.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(reading.isAlive()).isTrue();
        assertThat(reading.phase()).isEqualTo(PoolReading.Phase.DRAINING);
        value = 100;
        for (var count : Count.values()) {
            int more = count == Count.SUBMITTED ? 1 : 0;
            assertThat(reading.count(count)).as("%s", count).isEqualTo(value++ + more);
        }
        assertThat(reading.seen().toEpochMilli()).isEqualTo(reading.count(Count.SEEN));
        assertThat(reading.workers()).isEmpty();
    }

    @Test
    void aLongNameIsCutAndStillEnds() {
        var counters = CounterFile.withoutName("p".repeat(100), PLACES);

        assertThat(PoolReading.of(counters).pool()).isEqualTo("p".repeat(63));
    }

    @Test
    void whoHasGoneIsInTheSumAndItsPlaceIsFree() {
        var counters = CounterFile.withoutName("pool", PLACES);
        for (int number = 1; number <= 3; number++) {
            var worker = counters.worker(1);
            worker.begin(number, 1_000L * number);
            worker.set(WorkerCounters.Count.PID, 40 + number);
            worker.add(WorkerCounters.Count.WORK, number);
            worker.add(WorkerCounters.Count.UNITS, 1);
            if (number < 3) {
                worker.end(counters.gone());
            }
        }

        var reading = PoolReading.of(counters);

        assertThat(reading.gone().number()).isEqualTo(2);
        assertThat(reading.gone().units()).isEqualTo(2);
        assertThat(reading.gone().times().work()).hasNanos(3);
        assertThat(reading.workers()).hasSize(1);
        var last = reading.workers().getFirst();
        assertThat(last.number()).isEqualTo(3);
        assertThat(last.pid()).isEqualTo(43);
        assertThat(last.made()).isEqualTo(Instant.ofEpochMilli(3_000));
        assertThat(last.units()).isEqualTo(1);
    }

    @Test
    void countersOfTwoWorkersInOnePlaceAreNeverMixed() throws Exception {
        var counters = CounterFile.withoutName("pool", PLACES);
        var isOver = new AtomicBoolean();
        var writer =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (long number = 1; !isOver.get(); number++) {
                                        var worker = counters.worker(0);
                                        worker.begin(number, number);
                                        worker.set(WorkerCounters.Count.PID, number);
                                        worker.set(WorkerCounters.Count.UNITS, number);
                                        worker.end(counters.gone());
                                    }
                                });
        try {
            for (int i = 0; i < 200_000; i++) {
                var found = counters.worker(0).read();
                if (found != null) {
                    assertThat(found.made()).isEqualTo(Instant.ofEpochMilli(found.number()));
                    assertThat(found.pid()).isIn(-1L, found.number());
                    assertThat(found.units()).isIn(0L, found.number());
                }
            }
        } finally {
            isOver.set(true);
            writer.join();
        }
    }

    @Test
    void whatADeadProcessLeftIsReadAndMayBeReplaced() throws Exception {
        Files.write(file(), remains(new ProcessIdentity(Integer.MAX_VALUE, 1)));

        var reading = PoolReading.read(file());
        assertThat(reading.isAlive()).isFalse();
        assertThat(Show.text(reading, Instant.now())).contains("gone of process", "died");

        CounterFile.create(file(), "next", PLACES);
        assertThat(PoolReading.read(file()).pool()).isEqualTo("next");
        assertThat(directory).isDirectoryContaining(path -> path.equals(file()));
        assertThat(directory.toFile().list()).as("no parts").hasSize(1);
    }

    @Test
    void aPidThatWasUsedAgainIsNotTakenForThePool() throws Exception {
        long own = ProcessHandle.current().pid();
        Files.write(file(), remains(new ProcessIdentity(own, 1)));

        assertThat(PoolReading.read(file()).isAlive()).isFalse();
    }

    @Test
    void theFileOfAPoolThatLivesIsNotReplaced() {
        var counters = CounterFile.create(file(), "first", PLACES);

        assertThatThrownBy(() -> CounterFile.create(file(), "second", PLACES))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("first of pid " + ProcessHandle.current().pid())
                .hasMessageContaining("pool.stats");

        counters.phase(PoolReading.Phase.ENDED);
        CounterFile.create(file(), "second", PLACES);
        assertThat(PoolReading.read(file()).pool()).isEqualTo("second");
    }

    @Test
    void aFileOfSomebodyElseIsNotReplaced() throws Exception {
        Files.writeString(file(), "dear diary");

        assertThatThrownBy(() -> CounterFile.create(file(), "pool", PLACES))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("something else");
        assertThat(file()).hasContent("dear diary");
        assertThatThrownBy(() -> CounterFile.create(directory.resolve("no/where"), "pool", PLACES))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void nonsenseIsRefusedWhateverItIs() throws Exception {
        var whole = remains(new ProcessIdentity(1, 1));
        for (int length : new int[] {0, 1, 255, 256, whole.length - 1}) {
            Files.write(file(), java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> PoolReading.read(file()))
                    .as("%d bytes", length)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pool.stats");
        }
        for (int field : new int[] {0, 8, 12, 16, 20}) {
            var bent = whole.clone();
            bent[field + 3] = 0x7F;
            Files.write(file(), bent);
            assertThatThrownBy(() -> PoolReading.read(file()))
                    .as("field at %d", field)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> PoolReading.read(directory.resolve("none")))
                .isInstanceOf(UncheckedIOException.class);
    }
}
