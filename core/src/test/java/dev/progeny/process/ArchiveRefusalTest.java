package dev.progeny.process;

import static dev.progeny.process.ArchivePrograms.FROM_ARCHIVE;
import static dev.progeny.process.ArchivePrograms.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.progeny.NothingLeft;
import dev.progeny.process.ArchivePrograms.Asks;
import dev.progeny.process.ArchivePrograms.Compacts;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;

/// An archive that is damaged, foreign, or within others' reach is not used, and nobody notices.
/// Whose files they are has nothing to do with the back end.
@Tag("process")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class ArchiveRefusalTest {
    @TempDir private static Path shared;

    @TempDir Path directory;
    private Path archive;

    @BeforeAll
    static void makeOne() throws Exception {
        var classes = Path.of(Library.location());
        var library = ArchivedProgram.packLibrary(shared.resolve("progeny.jar"), classes);
        new ArchivedProgram(shared, library, shared.resolve("cache")).run("now", Asks.class);
    }

    @BeforeEach
    void haveACopyThatIsGood() throws Exception {
        var cache = Files.createDirectory(directory.resolve("cache"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
        try (var made = Files.list(shared.resolve("cache"))) {
            var original = made.toList().getFirst();
            archive = Files.copy(original, cache.resolve(original.getFileName().toString()));
        }
    }

    private ArchivedProgram program() {
        return new ArchivedProgram(
                directory, shared.resolve("progeny.jar"), directory.resolve("cache"));
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(directory.resolve("cache"))) {
            return files.toList();
        }
    }

    @Test
    void copyIsAsGoodAsTheOriginal() throws Exception {
        assertThat(program().run("use", Asks.class)).isEqualTo(FROM_ARCHIVE);
    }

    @Test
    void flippedBitIsSeenAndTheArchiveMadeAnew() throws Exception {
        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);

        assertThat(program().run("use", Asks.class)).isEqualTo(PLAIN);
        assertThat(files()).isEmpty();
        assertThat(program().run("now", Asks.class)).isEqualTo(FROM_ARCHIVE);
    }

    @Test
    void halfAnArchiveIsNotUsed() throws Exception {
        byte[] bytes = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(bytes, bytes.length / 2));

        assertThat(program().run("use", Asks.class)).isEqualTo(PLAIN);
    }

    @Test
    void foreignFilesAreNotUsed() throws Exception {
        Files.writeString(archive, "not an archive at all");
        String name = archive.getFileName().toString();
        var directoryInItsPlace = archive.resolveSibling(name.replaceAll("-.*", "-00000000.aot"));
        Files.createDirectory(directoryInItsPlace);

        assertThat(program().run("use", Asks.class)).isEqualTo(PLAIN);
    }

    /// The bytes are right, but somebody else could change them at any time.
    @Test
    void linkToAnArchiveIsNotUsed() throws Exception {
        var elsewhere = Files.move(archive, directory.resolve("elsewhere"));
        Files.createSymbolicLink(archive, elsewhere);

        assertThat(program().run("use", Asks.class)).isEqualTo(PLAIN);
        assertThat(elsewhere).exists();
    }

    @Test
    void directoryThatIsALinkIsNotUsed() throws Exception {
        Files.move(archive.getParent(), directory.resolve("real"));
        Files.createSymbolicLink(directory.resolve("cache"), directory.resolve("real"));

        assertThat(program().run("now", Asks.class)).isEqualTo(PLAIN);
    }

    @Test
    void archiveThatOthersCanWriteToIsNotUsed() throws Exception {
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw--w----"));

        assertThat(program().run("use", Asks.class)).isEqualTo(PLAIN);
    }

    @Test
    void directoryThatOthersCanWriteToIsNotUsed() throws Exception {
        Files.setPosixFilePermissions(
                archive.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(program().run("now", Asks.class)).isEqualTo(PLAIN);
    }

    @Test
    void archiveOfAnotherUserIsNotUsed() throws Exception {
        assumeThat(isRoot()).isTrue();
        Files.setAttribute(archive, "unix:uid", 12345);

        assertThat(program().run("use", Asks.class)).isEqualTo(PLAIN);
    }

    @Test
    void directoryOfAnotherUserIsNotUsed() throws Exception {
        assumeThat(isRoot()).isTrue();
        Files.setAttribute(archive.getParent(), "unix:uid", 12345);

        assertThat(program().run("now", Asks.class)).isEqualTo(PLAIN);
    }

    private boolean isRoot() throws IOException {
        return Files.getAttribute(archive, "unix:uid").equals(0);
    }

    @Test
    void placeWhereNothingCanBeMadeIsNoFailure() throws Exception {
        Files.delete(archive);
        Files.delete(archive.getParent());
        Files.writeString(directory.resolve("cache"), "a file, and no directory");

        assertThat(program().run("now", Asks.class)).isEqualTo(PLAIN);
    }

    @Test
    void optionsThatNobodyThoughtOfMeanNoArchive() throws Exception {
        assertThat(program().run("now", Compacts.class)).isEqualTo(PLAIN);
        assertThat(files()).hasSize(1);
    }
}
