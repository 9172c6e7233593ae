package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// The faults of [FaultTableTest] in the middle of ten thousand items: all other results arrive,
/// and where another attempt was asked for, that of the item that struck, too.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class FaultMapTest {
    private static final int ITEMS = 10_000;
    private static final int MIDDLE = ITEMS / 2;

    @TempDir Path directory;

    private static List<Integer> items() {
        return IntStream.range(0, ITEMS).boxed().toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"SIGKILL", "EXIT", "UNSENDABLE_RESULT", "TIMEOUT"})
    void faultInTheMiddleFailsItsOwnItem(FaultTableTest.Fault fault) throws Exception {
        allOthersArrive(fault);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void anyFaultInTheMiddleFailsItsOwnItem(FaultTableTest.Fault fault) throws Exception {
        allOthersArrive(fault);
    }

    private void allOthersArrive(FaultTableTest.Fault fault) throws Exception {
        var struck = new ArrayList<Integer>();
        try (var pool = FaultTableTest.openPool(directory)) {
            var futures = new ArrayList<CompletableFuture<?>>();
            for (int item : items()) {
                futures.add(
                        item == MIDDLE
                                ? pool.submit(fault::options, fault.task)
                                : pool.apply(x -> -x, item));
            }
            for (int item : items()) {
                var future = futures.get(item);
                try {
                    assertThat(future.get(60, TimeUnit.SECONDS)).isEqualTo(-item);
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(fault.error);
                    assertThat(e).hasStackTraceContaining(fault.words);
                    struck.add(item);
                }
            }
        }
        assertThat(struck).containsExactly(MIDDLE);
    }

    @ParameterizedTest
    @EnumSource(names = {"SIGKILL", "UNBUILDABLE_EXCEPTION", "TIMEOUT"})
    void mapThatTriesAgainHasAllResults(FaultTableTest.Fault fault) throws Exception {
        allArrive(fault);
    }

    /// What the parent cannot read was a success to its worker, and is not tried again.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNREADABLE_RESULT")
    @Tag("long")
    void mapThatTriesAgainHasAllResultsWhateverStrikes(FaultTableTest.Fault fault)
            throws Exception {
        allArrive(fault);
    }

    private void allArrive(FaultTableTest.Fault fault) throws Exception {
        String mark = directory.resolve("struck").toString();
        try (var pool = FaultTableTest.openPool(directory)) {
            var map =
                    pool.mapAsync(
                            o ->
                                    fault.options(o)
                                            .withRetries(1)
                                            .withBackoff(Duration.ZERO, Duration.ZERO),
                            x -> x == MIDDLE && isFirst(mark) ? fault.task.call() : x,
                            items());
            assertThat(map.get(60, TimeUnit.SECONDS)).isEqualTo(items());
        }
    }

    private static boolean isFirst(String mark) throws IOException {
        try {
            Files.createFile(Path.of(mark));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SIGKILL", "EXCEPTION", "UNREADABLE_RESULT"})
    void mapThatDoesNotTryAgainFailsWithTheItemsFault(FaultTableTest.Fault fault) throws Exception {
        try (var pool = FaultTableTest.openPool(directory)) {
            var map =
                    pool.mapAsync(
                            fault::options, x -> x == MIDDLE ? fault.task.call() : x, items());

            assertThatThrownBy(() -> map.get(60, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(fault.error)
                    .hasStackTraceContaining(fault.words);
        }
    }
}
