package dev.progeny.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// What a creator leaves that was killed after each of its steps, and what a sweep makes of it.
class NamedFilesTest {

    /// No process has this start time.
    private static final ProcessIdentity DEAD = new ProcessIdentity(1, Long.MAX_VALUE);

    @TempDir private Path directory;
    private NamedFiles files;
    private long namespace;

    private static final class PlainRoom implements NamedFiles.Room {
        @Override
        public void prepare(Path directory) {
            // JUnit has made it
        }

        @Override
        public void make(Path file, long byteSize) throws IOException {
            Files.write(file, new byte[(int) byteSize]);
        }
    }

    @BeforeEach
    void findNamespace() throws IOException {
        files = new NamedFiles(Os.current(), directory, new PlainRoom());
        try (var arena = Arena.ofShared()) {
            var memory = files.create("probe", 8, arena);
            String record = records().getFirst();
            namespace = OwnerRecord.parse(record).namespace();
            memory.unlink();
        }
        assertThat(all()).isEmpty();
    }

    private List<String> all() throws IOException {
        try (var list = Files.list(directory)) {
            return list.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private List<String> records() throws IOException {
        return all().stream().filter(name -> name.startsWith(OwnerRecord.PREFIX)).toList();
    }

    private Path record(long namespace, ProcessIdentity owner, int number) throws IOException {
        String name =
                "%s%d-%d-%d-%d"
                        .formatted(
                                OwnerRecord.PREFIX,
                                namespace,
                                owner.pid(),
                                owner.startTime(),
                                number);
        return Files.write(directory.resolve(name), new byte[16]);
    }

    private void link(String name, Path record) throws IOException {
        Files.createLink(directory.resolve(name), record);
    }

    @Test
    void recordWithoutANameIsSwept() throws IOException {
        record(namespace, DEAD, 1);
        files.sweep();

        assertThat(all()).isEmpty();
    }

    @Test
    void recordIsSweptWithItsNameAndNoOther() throws IOException {
        link("of-dead", record(namespace, DEAD, 1));
        link("of-self", record(namespace, Os.current().self(), 99));
        Files.write(directory.resolve("of-stranger"), new byte[16]);
        files.sweep();

        assertThat(all()).hasSize(3).contains("of-self", "of-stranger").doesNotContain("of-dead");
    }

    @Test
    void nameThatMeansAnotherFileByNowIsLeftAlone() throws IOException {
        var record = record(namespace, DEAD, 1);
        link("name", record);
        Files.delete(directory.resolve("name"));
        Files.write(directory.resolve("name"), new byte[16]);
        files.sweep();

        assertThat(all()).containsExactly("name");
    }

    @Test
    void whatIsNotProvablyDeadIsLeftAlone() throws IOException {
        link("of-container", record(namespace + 1, DEAD, 1));
        record(namespace, Os.current().self(), 7);
        Files.write(directory.resolve(".progeny-mine"), new byte[1]);
        Files.write(directory.resolve(".progeny-a-b-c-d"), new byte[1]);
        files.sweep();

        assertThat(all()).hasSize(5);
    }

    @Test
    void nameOfTheDeadCanBeMadeAnew() throws IOException {
        link("name", record(namespace, DEAD, 1));
        try (var arena = Arena.ofShared()) {
            var memory = files.create("name", 32, arena);

            assertThat(memory.segment().byteSize()).isEqualTo(32);
            memory.unlink();
        }
        assertThat(all()).isEmpty();
    }

    @Test
    void ofManyThatSweepAndCreateAtOnceOneGetsTheName() throws IOException {
        for (int round = 0; round < 50; round++) {
            link("name", record(namespace, DEAD, round));
            try (var arena = Arena.ofShared()) {
                var made =
                        IntStream.range(0, 4)
                                .mapToObj(
                                        i ->
                                                new NamedFiles(
                                                        Os.current(), directory, new PlainRoom()))
                                .map(
                                        each ->
                                                CompletableFuture.supplyAsync(
                                                        () -> tryCreate(each, arena)))
                                .toList();
                long winners = made.stream().filter(CompletableFuture::join).count();

                assertThat(winners).as("round " + round).isEqualTo(1);
                assertThat(all()).contains("name");
            }
            try (var list = Files.list(directory)) {
                for (Path file : list.toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static boolean tryCreate(NamedFiles files, Arena arena) {
        try {
            files.create("name", 32, arena);
            return true;
        } catch (UncheckedIOException e) {
            assertThat(e).hasCauseInstanceOf(FileAlreadyExistsException.class);
            return false;
        }
    }

    @Test
    void roomThatCannotBeMadeLeavesNothing() throws IOException {
        var full =
                new NamedFiles(
                        Os.current(),
                        directory,
                        new NamedFiles.Room() {
                            @Override
                            public void prepare(Path directory) {
                                // it is there
                            }

                            @Override
                            public void make(Path file, long byteSize) throws IOException {
                                Files.write(file, new byte[1]);
                                throw NamedFiles.noRoom(file, byteSize);
                            }
                        });
        try (var arena = Arena.ofShared()) {
            assertThatThrownBy(() -> full.create("name", 64, arena))
                    .isInstanceOf(UncheckedIOException.class)
                    .rootCause()
                    .hasMessageContaining("no room for shared memory: asked=64");
        }
        assertThat(all()).isEmpty();
    }

    @Test
    void leavingRemovesWhatThisProcessHas() throws IOException {
        try (var arena = Arena.ofShared()) {
            files.create("one", 8, arena);
            files.create("two", 8, arena);
            Files.write(directory.resolve("three"), new byte[8]);
            files.leave();

            assertThat(all()).containsExactly("three");
        }
    }
}
