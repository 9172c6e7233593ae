package dev.progeny.process;

import static dev.progeny.process.ArchivePrograms.FROM_ARCHIVE;
import static dev.progeny.process.ArchivePrograms.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.process.ArchivePrograms.Asks;
import dev.progeny.process.ArchivePrograms.Leaves;
import dev.progeny.process.ArchivePrograms.Names;
import dev.progeny.process.ArchivePrograms.Opens;
import dev.progeny.process.ArchivePrograms.Repeats;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/// Children boot from an archive where there is a good one, and without where there is none; what
/// is wrong with the archive is never seen in a result, on a stream, or in what is left behind.
@Tag("process")
@EnabledOnOs(OS.LINUX)
@ExtendWith(NothingLeft.class)
class ArchiveTest {
    @TempDir private static Path shared;
    private static Path library;

    @TempDir Path directory;

    @BeforeAll
    static void packTheLibrary() {
        library =
                ArchivedProgram.packLibrary(
                        shared.resolve("progeny.jar"), Path.of(Library.location()));
    }

    private ArchivedProgram program() {
        return new ArchivedProgram(directory, library, directory.resolve("cache"));
    }

    private Path made() throws Exception {
        assertThat(program().run("now", Asks.class)).isEqualTo(FROM_ARCHIVE);
        return onlyFile();
    }

    private Path onlyFile() throws IOException {
        try (var files = Files.list(directory.resolve("cache"))) {
            var all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory.resolve("cache"))) {
            return files.toList();
        }
    }

    @Test
    void archiveIsMadeOnceAndUsedByLaterPrograms() throws Exception {
        var archive = made();
        var before = Files.getLastModifiedTime(archive);

        assertThat(program().run("use", Asks.class)).isEqualTo(FROM_ARCHIVE);
        assertThat(program().run("now", Asks.class)).isEqualTo(FROM_ARCHIVE);
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(before);
    }

    @Test
    void archiveIsForItsUserAlone() throws Exception {
        var archive = made();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
                .isEqualTo("rw-------");
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(archive.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void archiveIsMadeInTheBackgroundAfterSomeStarts() throws Exception {
        assertThat(program().run("auto", Repeats.class)).isEqualTo(FROM_ARCHIVE);
        onlyFile();
    }

    @Test
    void nothingIsMadeOrUsedWhereItIsTurnedOff() throws Exception {
        assertThat(program().run("off", Asks.class)).isEqualTo(PLAIN);
        assertThat(directory.resolve("cache")).doesNotExist();
        made();
        assertThat(program().run("off", Asks.class)).isEqualTo(PLAIN);
    }

    @Test
    void nothingIsMadeWhereOnlyUseIsAllowed() throws Exception {
        assertThat(program().run("use", Asks.class)).isEqualTo(PLAIN);
        assertThat(directory.resolve("cache")).doesNotExist();
    }

    /// JDK-8377932: the JVM does not look whether a jar is still the one that was archived. Same
    /// path, same size, same time of change: only its inode and the time of *that* tell.
    @Test
    void libraryThatWasReplacedInPlaceRunsItsNewClasses() throws Exception {
        var classes = ArchivedProgram.copyOfLibrary(directory.resolve("classes"));
        var watch = classes.resolve("dev/progeny/process/OrphanWatch.class");
        library = ArchivedProgram.packLibrary(directory.resolve("a.jar"), classes);
        var made = Files.getLastModifiedTime(library);
        assertThat(program().run("now", Names.class)).isEqualTo("progeny-orphan-watch\n");
        onlyFile();

        ArchivedProgram.patch(watch, "progeny-orphan-watch", "progeny-orphan-WATCH");
        var changed = ArchivedProgram.packLibrary(directory.resolve("b.jar"), classes);
        assertThat(Files.size(changed)).isEqualTo(Files.size(library));
        Files.copy(changed, library, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(library, made);

        assertThat(program().run("use", Names.class)).isEqualTo("progeny-orphan-WATCH\n");
        packTheLibrary();
    }

    @Test
    void programOfModulesHasAnArchiveForTheVerySameModules() throws Exception {
        var modules = Files.createDirectory(directory.resolve("modules"));
        Files.copy(library, modules.resolve("progeny.jar"));
        ArchivedProgram.packModule(modules.resolve("app.jar"), directory);

        assertThat(program().runModules("now", modules)).isEqualTo(FROM_ARCHIVE);
        onlyFile();
        assertThat(program().runModules("use", modules)).isEqualTo(FROM_ARCHIVE);

        ArchivedProgram.packModule(modules.resolve("app.jar"), directory);
        assertThat(program().runModules("use", modules)).isEqualTo(PLAIN);
    }

    @Test
    void twoProgramsAtOnceMakeOneArchive() throws Exception {
        try (var one = program().start("now", Asks.class);
                var other = program().start("now", Asks.class)) {
            assertThat(one.await().out()).startsWith("42 ");
            assertThat(other.await().out()).startsWith("42 ");
        }
        onlyFile();
        assertThat(program().run("use", Asks.class)).isEqualTo(FROM_ARCHIVE);
    }

    @Test
    void killedProgramLeavesNeitherProcessNorFile() throws Exception {
        try (var program = program().start("now", Asks.class)) {
            var recorded = directory.resolve("cache");
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> Files.isDirectory(recorded) && !files().isEmpty());
            program.kill();
        }
        awaitNothing();
    }

    @Test
    void programThatEndsMeanwhileLeavesNeitherProcessNorFile() throws Exception {
        assertThat(program().run("auto", Leaves.class)).isEqualTo("in training\n");
        awaitNothing();
    }

    private void awaitNothing() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(3))
                .untilAsserted(
                        () -> {
                            assertThat(files()).isEmpty();
                            assertThat(ArchivedProgram.processesAbout(directory)).isEmpty();
                        });
    }

    @Test
    void childrenWithOtherOptionsHaveArchivesOfTheirOwn() throws Exception {
        made();
        assertThat(program().run("now", Opens.class)).isEqualTo(FROM_ARCHIVE);
        assertThat(files()).hasSize(2);
        assertThat(program().run("use", Opens.class)).isEqualTo(FROM_ARCHIVE);
    }
}
