package dev.progeny.examples.demo;

import java.io.Serializable;
import java.lang.classfile.Opcode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/// What was found in some class files: the result of one unit, and the sum of any number of them.
///
/// [#plus] is associative and commutative, so the sum does not depend on which worker read what,
/// nor on the order in which results arrive.
///
/// @param counts plain counts
/// @param byKind instructions, in the order of [Opcode.Kind]
/// @param longest the longest methods, at most [LongMethod#KEPT]
/// @param unreadable class files that could not be parsed: the first [#LISTED] by name
record Tally(Counts counts, List<Long> byKind, List<LongMethod> longest, List<Problem> unreadable)
        implements Serializable {

    /// How many unreadable class files are listed; all are counted.
    static final int LISTED = 20;

    static final Tally EMPTY =
            new Tally(
                    new Counts(0, 0, 0, 0, 0, 0, 0),
                    Collections.nCopies(Opcode.Kind.values().length, 0L),
                    List.of(),
                    List.of());

    Tally {
        byKind = List.copyOf(byKind);
        longest = List.copyOf(longest);
        unreadable = List.copyOf(unreadable);
    }

    /// Counts that add up by themselves.
    ///
    /// @param classes class files parsed, module descriptors among them
    /// @param modules module descriptors
    /// @param methods methods, with or without code
    /// @param fields fields
    /// @param bytes size of the class files
    /// @param unreadable class files that could not be parsed
    /// @param checksum sum over all classes of a hash of the bytes and what was counted in them:
    ///     a class left out or read twice shows even where the other counts happen to agree
    record Counts(
            long classes,
            long modules,
            long methods,
            long fields,
            long bytes,
            long unreadable,
            long checksum)
            implements Serializable {

        Counts plus(Counts other) {
            return new Counts(
                    classes + other.classes,
                    modules + other.modules,
                    methods + other.methods,
                    fields + other.fields,
                    bytes + other.bytes,
                    unreadable + other.unreadable,
                    checksum + other.checksum);
        }
    }

    Tally plus(Tally other) {
        List<LongMethod> methods = new ArrayList<>(longest);
        methods.addAll(other.longest);
        List<Problem> problems = new ArrayList<>(unreadable);
        problems.addAll(other.unreadable);
        return new Tally(
                counts.plus(other.counts),
                IntStream.range(0, byKind.size())
                        .mapToObj(i -> byKind.get(i) + other.byKind.get(i))
                        .toList(),
                LongMethod.longest(methods),
                problems.stream().sorted().limit(LISTED).toList());
    }

    long instructions() {
        return byKind.stream().mapToLong(Long::longValue).sum();
    }

    long instructions(Opcode.Kind kind) {
        return byKind.get(index(kind));
    }

    /// Where a kind's count is in [#byKind]. Workers run on the JDK of their parent, so both have
    /// the same kinds in the same order.
    @SuppressWarnings("EnumOrdinal")
    static int index(Opcode.Kind kind) {
        return kind.ordinal();
    }

    /// Sixteen hexadecimal digits that are equal for equal tallies, in every run on every machine.
    String fingerprint() {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
