package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Native code of ours in anonymous memory: it is never in a file, so nobody can put another one in
/// its place and nothing is left behind.
final class LibraryFile {
    static final String CALLS = "calls-linux-x86-64.so";
    static final String FORKING = "forking-linux-x86-64.so";

    private static final int NOT_YET = -1;
    private static final int NONE = -2;

    /// For the children of this process, as long as it lives.
    private static volatile int calls = NOT_YET;

    private LibraryFile() {}

    static boolean isThere(String resource) {
        return LibraryFile.class.getResource(resource) != null;
    }

    /// Where children load [#CALLS] from.
    ///
    /// @param pid of this process
    /// @return empty where this copy of the library has none, or there is no memory for it
    static String addressOfCalls(long pid) {
        if (calls == NOT_YET) { // a fork, in which nobody gives a lock back, has it already
            loadCalls();
        }
        return calls < 0 ? "" : "/proc/" + pid + "/fd/" + calls;
    }

    private static synchronized void loadCalls() {
        if (calls == NOT_YET) {
            try {
                calls = isThere(CALLS) ? load(CALLS, "progeny-calls") : NONE;
            } catch (OsException | UncheckedIOException e) {
                calls = NONE; // children then have the linker, which costs them time
            }
        }
    }

    /// Copies a library into memory.
    ///
    /// @return its descriptor; the caller closes it
    /// @throws OsException if there is none, or no memory for it
    static int load(String resource, String label) {
        byte[] code = code(resource);
        int file = Syscalls.growingMemory(label);
        boolean isWritten = false;
        try (var arena = Arena.ofConfined()) {
            var bytes = arena.allocate(code.length);
            MemorySegment.copy(code, 0, bytes, JAVA_BYTE, 0, code.length);
            long written = Native.require("write of native code", Syscalls.write(file, bytes));
            isWritten = written == code.length;
        } finally {
            if (!isWritten) {
                Syscalls.close(file);
            }
        }
        if (!isWritten) {
            throw new OsException("there is no memory for native code", null);
        }
        return file;
    }

    private static byte[] code(String resource) {
        try (InputStream in = LibraryFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new OsException("this copy of Progeny has no " + resource, null);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }
}
