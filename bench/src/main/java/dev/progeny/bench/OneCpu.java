package dev.progeny.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Ties a program and all its children to one CPU, with the `taskset` of util-linux.
final class OneCpu {
    private static final String ALLOWED = "Cpus_allowed_list:";

    private OneCpu() {}

    /// Words to put before a command.
    static List<String> prefix() throws Unavailable, IOException {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        if (Stream.of(path.split(":")).noneMatch(f -> Files.isExecutable(Path.of(f, "taskset")))) {
            throw new Unavailable("no taskset here to tie a program to one CPU");
        }
        return List.of("taskset", "-c", last(Files.readString(Path.of("/proc/self/status"))));
    }

    /// The last CPU this process may use; the first one serves most interrupts.
    static String last(String status) throws Unavailable {
        String list =
                status.lines()
                        .filter(line -> line.startsWith(ALLOWED))
                        .map(line -> line.substring(ALLOWED.length()).strip())
                        .findFirst()
                        .orElseThrow(() -> new Unavailable("the system names no CPUs to use"));
        return list.substring(Math.max(list.lastIndexOf(','), list.lastIndexOf('-')) + 1);
    }
}
