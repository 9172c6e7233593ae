package dev.progeny.style;

import java.util.List;
import java.util.stream.Collectors;

/// Something that a rule of the house does not allow: where it stands, and what to do instead.
///
/// @param path the file, relative to the root of the repository
/// @param line the line, from 1; 0 where the whole file is meant
/// @param advice what is wrong and its remedy
record Finding(String path, long line, String advice) {

    static String report(List<Finding> findings) {
        return findings.stream()
                .map(Finding::toString)
                .collect(Collectors.joining("\n", findings.size() + " finding(s):\n", "\n"));
    }

    @Override
    public String toString() {
        return (line == 0 ? path : path + ":" + line) + ": " + advice;
    }
}
