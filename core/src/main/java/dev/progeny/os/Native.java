package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The one place where native code is called.
///
/// A first downcall costs a cold JVM 16 to 46 ms and each further *shape* of call 5 ms more, so all
/// functions share one shape: seven words in, one word out. That is sound on x86-64 for functions
/// that take integers and pointers only: an `int` travels in the same register as a `long`, a
/// function ignores the registers it has no parameter for, and the caller truncates an `int`
/// result.
@SuppressWarnings("restricted") // this is what the flag --enable-native-access is for
final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final MethodHandle CALL =
            LINKER.downcallHandle(
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"));
    private static final MemorySegment SYSCALL = LIBC.findOrThrow("syscall");
    private static final long ERRNO =
            Linker.Option.captureStateLayout()
                    .byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    /// Where a call of this thread leaves its errno.
    private static final ThreadLocal<MemorySegment> STATE =
            ThreadLocal.withInitial(
                    () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private Native() {}

    /// Looks a function of the C library up.
    static @Nullable MemorySegment function(String name) {
        return LIBC.find(name).orElse(null);
    }

    /// Loads a library for as long as this JVM lives.
    ///
    /// @param path as `dlopen` takes it
    /// @throws IllegalArgumentException if it cannot be loaded
    static SymbolLookup library(String path) {
        return SymbolLookup.libraryLookup(path, Arena.global());
    }

    /// Calls a function with a word as its result.
    static long callWord(MemorySegment function, long a, long b) {
        return invoke(function, a, b, 0, 0, 0, 0, 0);
    }

    /// Calls a function of the C library that reports errors in its result, not in errno.
    static int call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        return (int) invoke(function, a, b, c, d, e, f, 0);
    }

    static int call(MemorySegment function, MemorySegment a) {
        return call(function, a.address(), 0, 0, 0, 0, 0);
    }

    static int call(MemorySegment function, MemorySegment a, long b) {
        return call(function, a.address(), b, 0, 0, 0, 0);
    }

    /// Makes a system call.
    ///
    /// @return its result; the negated errno where it failed
    static long syscall(long number, long a, long b, long c, long d, long e, long f) {
        long result = invoke(SYSCALL, number, a, b, c, d, e, f);
        return result == -1 ? -STATE.get().get(JAVA_INT, ERRNO) : result;
    }

    static long syscall(long number, long a, long b, long c, long d) {
        return syscall(number, a, b, c, d, 0, 0);
    }

    static long syscall(long number, long a, long b) {
        return syscall(number, a, b, 0, 0, 0, 0);
    }

    /// Makes a system call that must not fail.
    ///
    /// @param what says what was tried, for the message
    static long require(String what, long result) {
        if (result < 0) {
            throw new OsException(what + " failed: " + Errno.describe((int) -result), null);
        }
        return result;
    }

    private static long invoke(
            MemorySegment function, long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (long) CALL.invokeExact(function, STATE.get(), a, b, c, d, e, f, g);
        } catch (RuntimeException | Error e2) {
            throw e2;
        } catch (Throwable e2) {
            throw new AssertionError("a downcall throws nothing checked", e2);
        }
    }
}
