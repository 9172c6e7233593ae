package dev.progeny.examples.demo;

import java.io.Serializable;
import java.util.Comparator;

/// Something that could not be read, and why.
///
/// @param where path of a jar, or of a class file within one
/// @param reason one line for people
record Problem(String where, String reason) implements Serializable, Comparable<Problem> {
    private static final int LONGEST_REASON = 160;
    private static final Comparator<Problem> ORDER =
            Comparator.comparing(Problem::where).thenComparing(Problem::reason);

    static Problem of(String where, Throwable error) {
        String message = error.getMessage();
        String text = message == null ? error.getClass().getSimpleName() : message;
        String line = text.lines().findFirst().orElse("").strip();
        return new Problem(
                where,
                line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…");
    }

    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }
}
