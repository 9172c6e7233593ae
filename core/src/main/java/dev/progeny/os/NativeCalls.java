package dev.progeny.os;

import java.lang.foreign.MemorySegment;

/// How Java code calls functions: seven words in, one word out.
///
/// A first process has the JDK's linker for it ([LinkerCalls]). Its first call costs a cold JVM
/// some 75 ms of its processor, a quarter of a worker's start, so a child gets a small library of
/// ours instead ([LibraryCalls]), of which its parent has a copy in memory ([LibraryFile]); where
/// it cannot load that, it has the linker too. See ADR 0032.
sealed interface NativeCalls permits LibraryCalls, LinkerCalls {

    /// The best there is in this process.
    static NativeCalls choose() {
        var library = LibraryCalls.loaded();
        return library == null ? new LinkerCalls() : library;
    }

    /// Looks a function of the C library up.
    ///
    /// @return where it is; [MemorySegment#NULL] if there is none of that name
    MemorySegment find(String name);

    /// Calls a function.
    ///
    /// @return all 64 bits of its result's register
    long call(MemorySegment function, long a, long b, long c, long d, long e, long f, long g);

    /// Makes a system call.
    ///
    /// @return its result; the negated errno where it failed
    long callKernel(long number, long a, long b, long c, long d, long e, long f);
}
