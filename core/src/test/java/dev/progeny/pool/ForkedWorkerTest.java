package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;
import dev.progeny.process.StartMethod;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/// Workers that are forks: what each would load to get to its first task has been loaded by their
/// template.
@Tag("process")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class ForkedWorkerTest {
    @TempDir Path directory;

    @AfterEach
    void endTemplates() {
        ChildProcess.endTemplates();
    }

    @Test
    void templateOfWorkersKnowsTheirWay() throws Exception {
        var log = directory.resolve("classes.log");
        for (int i = 0; i < 2; i++) {
            try (var pool = forked("-Xlog:class+load:file=" + log + ":none")) {
                assertThat(pool.map((Integer x) -> x + 1, List.of(1, 2, 3)))
                        .containsExactly(2, 3, 4);
            }
        }
        assertThat(Files.readAllLines(log)).filteredOn(isLoading("WorkerLoop")).hasSize(1);
    }

    @Test
    void preloadOfTheUserRunsInTheTemplateToo() throws Exception {
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(1)
                                        .withLaunch(
                                                l ->
                                                        l.withStartMethod(StartMethod.FORKSERVER)
                                                                .withPreload(
                                                                        ForkedWorkerTest::load)))) {
            assertThat(pool.call(() -> System.getProperty("preloaded"))).isEqualTo("yes");
        }
    }

    private static void load() {
        System.setProperty("preloaded", "yes");
    }

    private static Predicate<String> isLoading(String name) {
        return line -> line.startsWith("dev.progeny.pool." + name + " ");
    }

    private static ProcessPool forked(String jvmOption) {
        return ProcessPool.open(
                o ->
                        o.withWorkers(2)
                                .withLaunch(
                                        l ->
                                                l.withStartMethod(StartMethod.FORKSERVER)
                                                        .withJvmOptions(jvmOption)));
    }
}
