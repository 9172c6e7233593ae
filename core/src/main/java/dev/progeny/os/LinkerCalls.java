package dev.progeny.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// By the JDK's linker. Each *shape* of call costs a cold JVM 5 ms more, so there is one.
@SuppressWarnings("restricted") // this is what the flag --enable-native-access is for
final class LinkerCalls implements NativeCalls {
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

    @Override
    public MemorySegment find(String name) {
        return LIBC.find(name).orElse(MemorySegment.NULL);
    }

    @Override
    public long callKernel(long number, long a, long b, long c, long d, long e, long f) {
        long result = call(SYSCALL, number, a, b, c, d, e, f);
        return result == -1 ? -STATE.get().get(JAVA_INT, ERRNO) : result;
    }

    @Override
    public long call(
            MemorySegment function, long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (long) CALL.invokeExact(function, STATE.get(), a, b, c, d, e, f, g);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new AssertionError("a downcall throws nothing checked", thrown);
        }
    }
}
