package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/// The one place where native code is called.
///
/// All functions share one shape, seven words in, one word out. That is sound on x86-64 for
/// functions that take integers and pointers only: an `int` travels in the same register as a
/// `long`, a function ignores the registers it has no parameter for, and the caller truncates an
/// `int` result.
final class Native {
    private static final NativeCalls CALLS = NativeCalls.choose();

    private Native() {}

    /// Whether calls go by our own library, which costs a cold JVM less.
    static boolean isByLibrary() {
        return CALLS instanceof LibraryCalls;
    }

    /// Looks a function of the C library up.
    static @Nullable MemorySegment function(String name) {
        var found = CALLS.find(name);
        return found.equals(MemorySegment.NULL) ? null : found;
    }

    /// Loads a library for as long as this JVM lives.
    ///
    /// @param path as `dlopen` takes it
    /// @throws IllegalArgumentException if it cannot be loaded
    @SuppressWarnings("restricted") // this is what the flag --enable-native-access is for
    static SymbolLookup library(String path) {
        return SymbolLookup.libraryLookup(path, Arena.global());
    }

    /// Calls a function with a word as its result.
    static long callWord(MemorySegment function, long a, long b) {
        return CALLS.call(function, a, b, 0, 0, 0, 0, 0);
    }

    /// Calls a function of the C library that reports errors in its result, not in errno.
    static int call(MemorySegment function, long a, long b, long c, long d, long e, long f) {
        return (int) CALLS.call(function, a, b, c, d, e, f, 0);
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
        return CALLS.callKernel(number, a, b, c, d, e, f);
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
}
