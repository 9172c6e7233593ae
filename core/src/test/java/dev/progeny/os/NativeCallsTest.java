package dev.progeny.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;
import dev.progeny.process.LaunchOptions;
import dev.progeny.task.RemoteCallable;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.Serializable;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/// A child calls native code by the library that its parent holds for it, and where that cannot be
/// loaded by the linker, with the same results.
@Tag("process")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class NativeCallsTest {
    private static final int GETPID = 39;
    private static final int CLOSE = 3;
    private static final long BAD_DESCRIPTOR = 9;

    /// What calls gave in some process.
    record Answers(
            boolean isByLibrary, boolean isOwnPid, long failed, long absolute, boolean hasNone)
            implements Serializable {

        static Answers here() {
            var calls = NativeCalls.choose();
            try (var arena = Arena.ofConfined()) {
                var text = arena.allocateFrom("-9223372036854775807");
                return new Answers(
                        Native.isByLibrary(),
                        calls.callKernel(GETPID, 0, 0, 0, 0, 0, 0) == ProcessHandle.current().pid(),
                        calls.callKernel(CLOSE, -1, 0, 0, 0, 0, 0),
                        calls.call(calls.find("atol"), text.address(), 0, 0, 0, 0, 0, 0),
                        Native.function("progeny_has_no_such_function") == null);
            }
        }

        static Answers by(boolean isLibrary) {
            return new Answers(isLibrary, true, -BAD_DESCRIPTOR, -Long.MAX_VALUE, true);
        }
    }

    private static <R> R inChild(UnaryOperator<LaunchOptions> options, RemoteCallable<R> task)
            throws Exception {
        try (var child = ChildProcess.start(options, task)) {
            return child.result().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void firstProcessHasTheLinker() {
        assertThat(Answers.here()).isEqualTo(Answers.by(false));
    }

    @Test
    void childrenHaveTheLibraryAndTheirsToo() throws Exception {
        assertThat(inChild(o -> o, Answers::here)).isEqualTo(Answers.by(true));
        assertThat(inChild(o -> o, () -> inChild(o -> o, Answers::here)))
                .isEqualTo(Answers.by(true));
    }

    @Test
    void whatCannotBeLoadedIsReplacedByTheLinker(@org.junit.jupiter.api.io.TempDir Path directory)
            throws Exception {
        assertThat(inChild(o -> o.withJvmOptions("-Ddev.progeny.calls=linker"), Answers::here))
                .isEqualTo(Answers.by(false));
        var empty = Files.createFile(directory.resolve("empty.so"));
        var another = Files.writeString(directory.resolve("another.so"), "not a library");
        var missing = directory.resolve("missing.so");
        for (var path : List.of(empty, another, missing)) {
            String library = path.toString();
            assertThat(inChild(o -> o, () -> answersWith(library)))
                    .as(library)
                    .isEqualTo(Answers.by(false));
        }
    }

    /// Before this process has called anything.
    private static Answers answersWith(String library) {
        LibraryAddress.inherit(library);
        return Answers.here();
    }

    @Test
    void libraryIsInMemoryAloneAndOnceForAllChildren() throws Exception {
        String address = Os.current().callLibrary();
        assertThat(Files.readSymbolicLink(Path.of(address)).toString())
                .startsWith("/memfd:progeny-calls");
        inChild(o -> o, () -> 1);
        assertThat(Os.current().callLibrary()).isEqualTo(address);
    }
}
