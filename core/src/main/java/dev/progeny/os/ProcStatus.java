package dev.progeny.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// `/proc/<pid>/status`, as far as it is needed (proc_pid_status(5)).
final class ProcStatus {
    private static final int BYTES_PER_KILOBYTE = 1024;
    private static final long UNKNOWN = -1;

    private ProcStatus() {}

    /// Bytes of memory that a process has for itself, those that were swapped out included.
    ///
    /// @return negative where the system does not tell
    static long privateMemory(long pid) {
        return privateMemory(read(pid));
    }

    /// A process that has ended and was not waited for has no such lines.
    static long privateMemory(String status) {
        long resident = kilobytes(status, "RssAnon");
        long swapped = Math.max(0, kilobytes(status, "VmSwap"));
        return resident < 0 ? UNKNOWN : (resident + swapped) * BYTES_PER_KILOBYTE;
    }

    /// What a process does, in the kernel's words; empty where the system does not tell.
    static String state(long pid) {
        return field(read(pid), "State");
    }

    private static String read(long pid) {
        try {
            var path = Path.of("/proc", Long.toString(pid), "status");
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static long kilobytes(String status, String name) {
        String value = field(status, name);
        int end = value.indexOf(" kB");
        return end < 0 ? UNKNOWN : Long.parseLong(value.substring(0, end));
    }

    private static String field(String status, String name) {
        int start = status.indexOf("\n" + name + ":");
        if (start < 0) {
            return "";
        }
        int end = status.indexOf('\n', start + 1);
        return status.substring(start + name.length() + 2, end < 0 ? status.length() : end).strip();
    }
}
