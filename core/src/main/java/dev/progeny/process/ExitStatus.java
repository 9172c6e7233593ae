package dev.progeny.process;

import java.io.Serializable;
import java.util.OptionalInt;
import java.util.Set;

/// How a process ended: by an exit code of its own, or by a signal.
///
/// A JVM catches SIGHUP, SIGINT and SIGTERM once it has booted and ends with 129, 130 or 143; those
/// codes are reported as the signal, so that an early and a late signal look alike. On Linux every
/// other status is exact: `exit(137)` has no signal, a SIGKILL has. The portable back end cannot
/// tell the two apart and reports the signal.
///
/// @param code 0 to 255; 128 + signal where a signal ended it
/// @param signal number of the signal
public record ExitStatus(int code, OptionalInt signal) implements Serializable {
    private static final int SIGNAL_BASE = 128;

    /// SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV.
    private static final Set<Integer> CRASHES = Set.of(4, 6, 7, 8, 11);

    /// Whether the process ended by itself and meant success.
    ///
    /// @return true for exit code 0
    public boolean isSuccess() {
        return code == 0;
    }

    /// Whether a JVM ends so that crashed, or could not begin.
    boolean isOfABrokenJvm() {
        return signal.isPresent() ? CRASHES.contains(signal.getAsInt()) : code == 1;
    }

    /// Says it in words, with the likely reason where there is a usual one.
    ///
    /// @return for example `exit code 3` or `SIGKILL, often the kernel's memory killer`
    public String describe() {
        return signal.isPresent() ? describeSignal(signal.getAsInt()) : "exit code " + code;
    }

    private static String describeSignal(int number) {
        return switch (number) {
            case 1 -> "SIGHUP";
            case 2 -> "SIGINT";
            case 3 -> "SIGQUIT";
            case 4 -> "SIGILL, a crash in native code";
            case 6 -> "SIGABRT, usually a crash of the JVM";
            case 7 -> "SIGBUS, a crash in native code or a truncated mapping";
            case 8 -> "SIGFPE, a crash in native code";
            case 9 -> "SIGKILL, often the kernel's memory killer";
            case 11 -> "SIGSEGV, a crash in native code";
            case 15 -> "SIGTERM";
            default -> "signal " + number;
        };
    }

    /// The status for what the system reported.
    static ExitStatus of(int code, int signal) {
        boolean isCaught = code == 129 || code == 130 || code == 143;
        int effective = isCaught ? code - SIGNAL_BASE : signal;
        return new ExitStatus(
                code, effective == 0 ? OptionalInt.empty() : OptionalInt.of(effective));
    }

    /// The JDK's optional does not travel.
    private Object writeReplace() {
        return new Sent(code, signal.orElse(0));
    }

    /// A status on its way.
    ///
    /// @param signal 0 for none
    private record Sent(int code, int signal) implements Serializable {
        private Object readResolve() {
            return new ExitStatus(code, signal == 0 ? OptionalInt.empty() : OptionalInt.of(signal));
        }
    }
}
