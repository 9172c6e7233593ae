package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;

/// `/proc/<pid>/stat`, as far as it is needed (proc(5)).
///
/// @param pid field 1
/// @param parent field 4
/// @param startTime field 22, in clock ticks since the machine was started
record ProcStat(long pid, long parent, long startTime) {
    private static final int FIELDS_BEFORE_STATE = 2;

    /// The line has 52 numbers and a name; a kernel gives it in one read.
    private static final int MOST_BYTES = 4096;

    /// Reads it for a process.
    ///
    /// @param process a pid, or `self`
    /// @return null where there is no such process
    static @Nullable ProcStat read(String process) {
        try (var file = new FileInputStream("/proc/" + process + "/stat")) {
            return parse(new String(file.readAllBytes(), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return null;
        }
    }

    /// Reads it anew from an open file.
    static ProcStat read(RandomAccessFile file) throws IOException {
        var bytes = new byte[MOST_BYTES];
        file.seek(0);
        int length = Math.max(0, file.read(bytes));
        return parse(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
    }

    /// The second field is the program's name in parentheses and may hold anything, so fields are
    /// counted from the last closing parenthesis on.
    static ProcStat parse(String line) {
        long pid = Long.parseLong(line.substring(0, line.indexOf(' ')));
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return new ProcStat(
                pid,
                Long.parseLong(fields[4 - 1 - FIELDS_BEFORE_STATE]),
                Long.parseLong(fields[22 - 1 - FIELDS_BEFORE_STATE]));
    }
}
