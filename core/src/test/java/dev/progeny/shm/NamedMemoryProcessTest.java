package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Names of memory, and the ends of those who made them.
@Tag("process")
@ExtendWith(NothingLeft.class)
class NamedMemoryProcessTest {
    private static final String NAME = "progeny-named-" + ProcessHandle.current().pid();

    // SHM-06, SHM-07
    @Test
    void childWritesByNameAndThroughAHandle() throws Exception {
        String name = NAME; // of this process
        try (var named = SharedMemory.create(name, 64);
                var anonymous = SharedMemory.create(64);
                var child =
                        ChildProcess.start(
                                () -> {
                                    try (var byName = SharedMemory.attach(name)) {
                                        byName.segment().set(JAVA_LONG, 0, 1);
                                    }
                                    named.segment().set(JAVA_LONG, 8, 2);
                                    anonymous.segment().set(JAVA_LONG, 0, 3);
                                    return named.isOwner();
                                })) {
            assertThat(child.result().get(30, TimeUnit.SECONDS)).isFalse();
            assertThat(child.join().isSuccess()).isTrue();

            assertThat(named.segment().get(JAVA_LONG, 0)).isEqualTo(1);
            assertThat(named.segment().get(JAVA_LONG, 8)).isEqualTo(2);
            assertThat(anonymous.segment().get(JAVA_LONG, 0)).isEqualTo(3);
            SharedMemory.attach(NAME).close(); // the child that attached it has removed nothing
        }
    }

    static final class Owner {
        public static void main(String[] arguments) throws Exception {
            for (String name : arguments) {
                var memory = SharedMemory.create(name, 4096);
                var path = NamedMemoryTest.path(memory);
                System.out.println(path + " " + modes(path) + " " + modes(path.getParent()));
            }
            System.out.println("ready");
            Thread.currentThread().join();
        }

        private static String modes(Path path) throws Exception {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        }
    }

    static final class ScopeUser {
        public static void main(String[] arguments) {
            try (var scope = SharedScope.open()) {
                scope.memory(1 << 20);
                scope.memory(arguments[0], 4096);
                scope.list(List.of("one", 2));
                scope.keep(SharedStruct.create(new SharedStructTest.Point(1, 2)));
                System.out.println(scope.keep(SharedLong.create(42)));
            }
            SharedLong.create(43); // and one that nobody closes
        }
    }

    // SHM-08
    @Test
    void programThatUsesAScopeSaysNothingAboutLeaks() throws Exception {
        try (var user = OtherJvm.start(ScopeUser.class, NAME)) {
            assertThat(user.line()).isEqualTo("42");
            assertThat(user.line()).isEqualTo("(end of output)");
            assertThat(user.exitCode()).isZero();
        }
    }

    // RES-01, RES-06
    @Test
    void processThatIsToldToEndRemovesItsNames() throws Exception {
        try (var owner = OtherJvm.start(Owner.class, NAME + "-1", NAME + "-2")) {
            Path first = Path.of(owner.line().split(" ", -1)[0]);
            Path second = Path.of(owner.line().split(" ", -1)[0]);
            assertThat(owner.line()).isEqualTo("ready");
            assertThat(first).exists();

            owner.terminate();
            assertThat(owner.line()).isEqualTo("(end of output)");
            owner.exitCode();

            assertThat(first).doesNotExist();
            assertThat(second).doesNotExist();
        }
    }

    // RES-01, X-SHM-02
    @Test
    @Tag("crash")
    void nameOfAKilledOwnerGoesWhenTheNextOneIsMade() throws Exception {
        try (var owner = OtherJvm.start(Owner.class, NAME)) {
            Path path = Path.of(owner.line().split(" ", -1)[0]);
            assertThat(owner.line()).isEqualTo("ready");
            try (var user = SharedMemory.attach(NAME)) {
                assertThatThrownBy(() -> SharedMemory.create(NAME, 8))
                        .as("its owner lives")
                        .hasCauseInstanceOf(FileAlreadyExistsException.class);
                owner.kill();
                assertThat(path).exists();

                try (var next = SharedMemory.create(NAME, 64)) {
                    assertThat(next.byteSize()).isEqualTo(64);
                    assertThat(user.segment().get(JAVA_LONG, 4088)).isZero();
                }
            }
            assertThat(path).doesNotExist();
            assertThat(records(path.getParent(), owner.pid())).isZero();
        }
    }

    private static long records(Path directory, long pid) throws Exception {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().contains("-" + pid + "-")).count();
        }
    }

    // RES-01
    @Test
    @Tag("crash")
    void nameOfAKilledChildGoesWhenItsParentHearsOfIt() throws Exception {
        String name = NAME; // of this process
        try (var child = ChildProcess.start(() -> hold(name))) {
            awaitName();
            child.kill();
            child.join();

            assertThatThrownBy(() -> SharedMemory.attach(NAME))
                    .hasCauseInstanceOf(NoSuchFileException.class);
        }
    }

    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            var memory = SharedMemory.create(arguments[0] + "-parent", 64);
            String name = arguments[0];
            ChildProcess.start(() -> hold(name));
            System.out.println(NamedMemoryTest.path(memory));
            Thread.currentThread().join();
        }
    }

    // RES-01
    @Test
    @Tag("crash")
    void orphanRemovesItsNamesAndThoseOfItsParent() throws Exception {
        try (var parent = OtherJvm.start(Parent.class, NAME)) {
            Path path = Path.of(parent.line());
            awaitName();
            parent.kill();

            Awaitility.await()
                    .pollInSameThread()
                    .atMost(Duration.ofSeconds(10))
                    .until(
                            () ->
                                    Files.notExists(path)
                                            && Files.notExists(path.resolveSibling(NAME)));
        }
    }

    private static Void hold(String name) throws Exception {
        try (var memory = SharedMemory.create(name, 64)) {
            Thread.currentThread().join();
            throw new AssertionError("nobody ends " + memory);
        }
    }

    private static void awaitName() {
        Awaitility.await()
                .pollInSameThread()
                .ignoreExceptions()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> SharedMemory.attach(NAME).close());
    }

    static final class Filler {
        public static void main(String[] arguments) throws Exception {
            String name = arguments[0];
            var kept = SharedMemory.create(name, 700_000);
            kept.segment().fill((byte) 1);
            for (int i = 0; i < 2; i++) {
                try {
                    SharedMemory.create(name + "-more", 700_000);
                } catch (UncheckedIOException e) {
                    System.out.println(e.getCause().getMessage());
                }
            }
            kept.segment().fill((byte) 2);
            try (var rest = SharedMemory.create(name + "-rest", 200_000);
                    var anonymous = SharedMemory.create(2_000_000)) {
                rest.segment().fill((byte) 3);
                anonymous.segment().fill((byte) 4);
            }
            kept.close();
            try (var files = Files.list(Path.of("/dev/shm"))) {
                System.out.println("left " + files.toList());
            }
        }
    }

    /// A `/dev/shm` of 1 MB, for that process alone.
    private static final String OWN_SHM =
            "exec unshare $([ $(id -u) = 0 ] || echo -Ur) -m sh -c"
                    + " 'mount -t tmpfs -o size=1m tmpfs /dev/shm && exec \"$@\"' sh \"$@\"";

    // X-SHM-01
    @Test
    @Tag("platform-only") // the portable back end has its names elsewhere
    void fullFileSystemIsAnExceptionAtCreateAndHarmsNothing() throws Exception {
        assumeThat(canMount()).as("a file system can be mounted").isTrue();

        try (var filler = OtherJvm.startAfter(OWN_SHM, Filler.class, NAME)) {
            assertThat(filler.line()).contains("no room for shared memory: asked=700000, free=");
            assertThat(filler.line()).contains("no room for shared memory: asked=700000, free=");
            assertThat(filler.line()).isEqualTo("left []");
            assertThat(filler.exitCode()).isZero();
        }
    }

    private static boolean canMount() throws Exception {
        var probe = new ProcessBuilder("sh", "-c", OWN_SHM, "sh", "true").start();
        return probe.waitFor() == 0;
    }

    // X-SHM-02
    @ParameterizedTest
    @EnabledOnOs(OS.LINUX)
    @ValueSource(strings = {"000", "777"})
    void modesDoNotDependOnTheUmask(String umask) throws Exception {
        try (var owner = OtherJvm.startAfter("umask " + umask, Owner.class, NAME)) {
            String[] found = owner.line().split(" ", -1);

            assertThat(found[1]).isEqualTo("rw-------");
            if (!found[0].startsWith("/dev/shm")) {
                assertThat(found[2]).isEqualTo("rwx------");
            }
            owner.terminate();
            owner.exitCode();
        }
    }
}
