package dev.progeny.shm;

import java.nio.charset.StandardCharsets;

/// What may be the name of shared memory: one file name, and none of ours.
final class MemoryName {
    /// `NAME_MAX` of Linux.
    private static final int MOST_BYTES = 255;

    private static final String RESERVED = ".progeny-";

    private MemoryName() {}

    static String check(String name) {
        String problem = problem(name);
        if (problem != null) {
            throw new IllegalArgumentException(
                    "not a name of shared memory: name=" + printable(name) + "; it " + problem);
        }
        return name;
    }

    private static @org.jspecify.annotations.Nullable String problem(String name) {
        if (name.isEmpty()) {
            return "must not be empty";
        } else if (name.equals(".") || name.equals("..")) {
            return "must not be a directory";
        } else if (name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            return "must not hold a slash or a NUL character";
        } else if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            return "must not be longer than " + MOST_BYTES + " bytes";
        }
        return name.startsWith(RESERVED) ? "must not begin with " + RESERVED : null;
    }

    private static String printable(String name) {
        String all = name.replace('\0', '\u2400');
        return all.length() <= MOST_BYTES ? all : all.substring(0, MOST_BYTES) + "...";
    }
}
