package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Names, what they may be, and what becomes of them.
@ExtendWith(NothingLeft.class)
class NamedMemoryTest {
    private static final String NAME = "progeny-test-" + ProcessHandle.current().pid();

    // SHM-02
    @Test
    void secondHandleByNameSeesTheSameBytesAndNothingMore() {
        try (var memory = SharedMemory.create(NAME, 1001);
                var other = SharedMemory.attach(memory.name())) {
            assertThat(memory.segment().toArray(JAVA_BYTE)).hasSize(1001).containsOnly(0);
            memory.segment().set(JAVA_LONG, 8, 42);

            assertThat(other.segment().get(JAVA_LONG, 8)).isEqualTo(42);
            assertThat(other.byteSize()).isEqualTo(1001);
            assertThat(other.isOwner()).isFalse();
            assertThat(memory.isOwner()).isTrue();
            assertThat(memory.toString()).contains(NAME, "1001").isEqualTo(other.toString());
        }
    }

    // SHM-03
    @Test
    void nameThatExistsOrIsMissingIsTheJdksFileException() {
        try (var memory = SharedMemory.create(NAME, 64)) {
            assertThatThrownBy(() -> SharedMemory.create(NAME, 64))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(FileAlreadyExistsException.class)
                    .hasMessageContaining("name=" + NAME);
            assertThat(memory.segment().get(JAVA_BYTE, 0)).isZero();
        }
        assertThatThrownBy(() -> SharedMemory.attach(NAME))
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("name=" + NAME);
    }

    // SHM-03, SHM-05
    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void sizesBelowOneAreRefused(long byteSize) {
        assertThatThrownBy(() -> SharedMemory.create(NAME, byteSize))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byteSize=" + byteSize);
        assertThatThrownBy(() -> SharedMemory.create(byteSize))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // SHM-01, RES-05
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/a", "a\0b", ".progeny-1-2-3-4"})
    void impossibleNamesAreRefusedBeforeAnythingHappens(String name) {
        assertThatThrownBy(() -> SharedMemory.create(name, 64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a name of shared memory");
        assertThatThrownBy(() -> SharedMemory.attach(name))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // RES-05
    @Test
    void namesAreAsLongAsTheFileSystemTakes() {
        try (var memory = SharedMemory.create("x".repeat(255), 8)) {
            assertThat(memory.name()).hasSize(255);
        }
        assertThatThrownBy(() -> SharedMemory.create("x".repeat(256), 8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255 bytes");
    }

    // SHM-04
    @Test
    void unlinkingTwiceDoesNothingNew() {
        var memory = SharedMemory.create(NAME, 64);
        memory.unlink();
        memory.unlink();
        try (var next = SharedMemory.create(NAME, 128)) {
            memory.unlink();
            memory.close();

            assertThat(memory.isOwner()).isTrue();
            try (var attached = SharedMemory.attach(NAME)) {
                assertThat(attached.byteSize()).isEqualTo(next.byteSize());
            }
        }
    }

    // SHM-13
    @Test
    void onlyTheCreatorRemovesAName() {
        try (var memory = SharedMemory.create(NAME, 64)) {
            var other = SharedMemory.attach(NAME);
            assertThatThrownBy(other::unlink)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("only the creator");
            other.close();

            SharedMemory.attach(NAME).close();
            assertThat(memory.byteSize()).isEqualTo(64);
        }
        assertThatThrownBy(() -> SharedMemory.attach(NAME)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void nameThatMeansOtherMemoryByNowIsLeftAlone() throws IOException {
        var memory = SharedMemory.create(NAME, 64);
        Path path = path(memory);
        Files.delete(path);
        Files.write(path, new byte[32]);
        memory.close();

        assertThat(path).exists();
        Files.delete(path);
    }

    @Test
    void memoryThatIsMappedOutlivesItsName() {
        var memory = SharedMemory.create(NAME, 64);
        try (var other = SharedMemory.attach(NAME)) {
            memory.segment().set(JAVA_LONG, 0, 7);
            memory.close();

            assertThat(other.segment().get(JAVA_LONG, 0)).isEqualTo(7);
        }
    }

    @Test
    void accessAfterCloseFailsInEveryThreadAndClosingTwiceIsFine() {
        var memory = SharedMemory.create(NAME, 64);
        memory.close();
        memory.close();

        assertThatThrownBy(() -> memory.segment().get(JAVA_LONG, 0))
                .isInstanceOf(IllegalStateException.class);
        var elsewhere = CompletableFuture.supplyAsync(() -> memory.segment().get(JAVA_LONG, 0));
        assertThatThrownBy(elsewhere::join).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(memory.toString()).contains(NAME);
    }

    @Test
    void readOnlyViewRefusesStores() {
        try (var memory = SharedMemory.create(NAME, 64);
                var view = SharedMemory.attachReadOnly(NAME)) {
            memory.segment().set(JAVA_LONG, 0, 5);

            assertThat(view.segment().get(JAVA_LONG, 0)).isEqualTo(5);
            assertThatThrownBy(() -> view.segment().set(JAVA_LONG, 0, 6L))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        try (var memory = SharedMemory.create(NAME, 64)) {
            Path link = path(memory).resolveSibling(NAME + "-link");
            Files.createSymbolicLink(link, path(memory));
            try {
                assertThatThrownBy(() -> SharedMemory.attach(NAME + "-link"))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasRootCauseInstanceOf(FileSystemException.class);
                assertThatThrownBy(() -> SharedMemory.create(NAME + "-link", 8))
                        .hasCauseInstanceOf(FileAlreadyExistsException.class);
            } finally {
                Files.delete(link);
            }
        }
    }

    @Test
    void dangledLinkIsNeitherFollowedNorReplaced() throws IOException {
        try (var memory = SharedMemory.create(NAME, 64)) {
            Path link = path(memory).resolveSibling(NAME + "-link");
            Files.createSymbolicLink(link, link.resolveSibling("progeny-nowhere"));
            try {
                assertThatThrownBy(() -> SharedMemory.create(NAME + "-link", 8))
                        .hasCauseInstanceOf(FileAlreadyExistsException.class);
                assertThat(link.resolveSibling("progeny-nowhere")).doesNotExist();
            } finally {
                Files.delete(link);
            }
        }
    }

    // X-SHM-01
    @Test
    void memoryThatDoesNotFitIsRefusedAtOnce() throws IOException {
        try (var memory = SharedMemory.create(NAME, 64)) {
            long tooMuch = Files.getFileStore(path(memory)).getTotalSpace() + (1L << 30);

            assertThatThrownBy(() -> SharedMemory.create(NAME + "-big", tooMuch))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(FileSystemException.class)
                    .cause()
                    .hasMessageContaining("no room for shared memory: asked=" + tooMuch)
                    .hasMessageContaining("free=");
            assertThatThrownBy(() -> SharedMemory.attach(NAME + "-big"))
                    .hasCauseInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void accessBeyondTheEndOfACutFileIsAnErrorAndNotACrash() throws IOException {
        try (var memory = SharedMemory.create(NAME, 1 << 20)) {
            cut(path(memory));
            var segment = memory.segment();

            assertThatThrownBy(() -> segment.get(JAVA_LONG, 1 << 19))
                    .isInstanceOf(InternalError.class);
            assertThatThrownBy(() -> segment.fill((byte) 1)).isInstanceOf(InternalError.class);
        }
    }

    @Test
    void fileThatIsCutWhileThreadsUseItIsAnErrorInEachOfThem() throws Exception {
        var values = Collections.nCopies(1_000, 7L);
        try (var memory = SharedMemory.create(NAME, 1 << 20);
                var list = SharedList.create(NAME + "-list", values)) {
            var rounds = new AtomicLong();
            var users =
                    List.of(
                            useForEver(rounds, () -> memory.segment().get(JAVA_LONG, 1 << 19)),
                            useForEver(rounds, () -> write(memory.segment())),
                            useForEver(rounds, () -> (long) list.get(900)));
            Awaitility.await().pollInSameThread().until(() -> rounds.get() > 200_000);
            assertThat(users).noneMatch(CompletableFuture::isDone);

            cut(path(memory));
            cut(path(memory).resolveSibling(list.name()));

            for (var user : users) {
                assertThatThrownBy(() -> user.get(20, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(InternalError.class)
                        .cause()
                        .hasMessageContaining("memory access");
            }
        }
    }

    private static long write(MemorySegment segment) {
        segment.set(JAVA_LONG, 1 << 18, 7);
        return 7;
    }

    /// Each result counts, lest a compiler leaves the access out.
    private static CompletableFuture<Void> useForEver(AtomicLong rounds, LongSupplier use) {
        return CompletableFuture.runAsync(
                () -> {
                    while (true) {
                        rounds.addAndGet(use.getAsLong() == Long.MAX_VALUE ? 2 : 1);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static void cut(Path path) throws IOException {
        try (var file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(0);
        }
    }

    @Test
    void emptyFileIsNotAttached() throws IOException {
        try (var memory = SharedMemory.create(NAME, 64)) {
            Path empty = path(memory).resolveSibling(NAME + "-empty");
            Files.createFile(empty);
            try {
                assertThatThrownBy(() -> SharedMemory.attach(NAME + "-empty"))
                        .hasCauseInstanceOf(FileSystemException.class)
                        .rootCause()
                        .hasMessageContaining("is empty");
            } finally {
                Files.delete(empty);
            }
        }
    }

    @Test
    void anonymousMemoryHasNoNameToRemove() {
        try (var memory = SharedMemory.create(100)) {
            assertThat(memory.name()).isEmpty();
            assertThat(memory.byteSize()).isEqualTo(100);
            assertThat(memory.toString()).contains("anonymous", "100");
            assertThatThrownBy(memory::unlink).isInstanceOf(IllegalStateException.class);
        }
    }

    /// Where the memory is as a file.
    static Path path(SharedMemory memory) {
        var portable =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "progeny-shm-" + System.getProperty("user.name"),
                        memory.name());
        return Files.exists(portable) ? portable : Path.of("/dev/shm", memory.name());
    }
}
