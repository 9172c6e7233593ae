package dev.progeny.examples.demo;

import java.io.PrintStream;
import java.lang.classfile.Opcode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Prints what was found, then how long it took.
///
/// The first part depends on the input alone: it is the same, byte by byte, for every number of
/// workers and however many of them died.
final class Report {
    private static final int MOST_DAMAGED = 20;
    private static final int METHOD_WIDTH = 84;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void findings(Inventory inventory, Tally tally) {
        out.printf(Locale.ROOT, "%n%-24s %14s%n", "Found", "count");
        row("jars", inventory.jars());
        row("modules of the JDK", inventory.modules());
        row("class files", tally.counts().classes());
        row("module descriptors", tally.counts().modules());
        row("bytes of class files", tally.counts().bytes());
        row("fields", tally.counts().fields());
        row("methods", tally.counts().methods());
        row("instructions", tally.instructions());
        row("unreadable class files", tally.counts().unreadable());
        row("unreadable jars", inventory.damaged().size());
        instructions(tally);
        longest(tally.longest());
        problems("Unreadable class files", tally.unreadable(), tally.counts().unreadable());
        problems(
                "Unreadable jars",
                inventory.damaged().stream().limit(MOST_DAMAGED).toList(),
                inventory.damaged().size());
        out.printf(Locale.ROOT, "%nFingerprint of these findings: %s%n", tally.fingerprint());
    }

    private void instructions(Tally tally) {
        if (tally.instructions() == 0) {
            return;
        }
        out.printf(Locale.ROOT, "%n%-24s %14s %8s%n", "Instructions by kind", "count", "share");
        Arrays.stream(Opcode.Kind.values())
                .filter(kind -> tally.instructions(kind) > 0)
                .sorted(Comparator.comparingLong((Opcode.Kind kind) -> -tally.instructions(kind)))
                .forEach(
                        kind ->
                                out.printf(
                                        Locale.ROOT,
                                        "  %-22s %,14d %7.2f%%%n",
                                        words(kind),
                                        tally.instructions(kind),
                                        100.0 * tally.instructions(kind) / tally.instructions()));
    }

    private void longest(List<LongMethod> methods) {
        if (methods.isEmpty()) {
            return;
        }
        out.printf(Locale.ROOT, "%nLongest methods%n  %12s  method%n", "instructions");
        for (LongMethod method : methods) {
            out.printf(
                    Locale.ROOT,
                    "  %,12d  %s%n",
                    method.instructions(),
                    shortened(method.signature()));
            out.printf(Locale.ROOT, "  %12s    in %s%n", "", method.container());
        }
    }

    private void problems(String title, List<Problem> listed, long all) {
        if (all == 0) {
            return;
        }
        String part =
                listed.size() < all ? " (the first " + listed.size() + " of " + all + ")" : "";
        out.printf(Locale.ROOT, "%n%s%s%n", title, part);
        listed.forEach(
                problem ->
                        out.printf(
                                Locale.ROOT,
                                "  %s%n      %s%n",
                                problem.where(),
                                problem.reason()));
    }

    void times(List<Pass.Outcome> outcomes) {
        out.printf(
                Locale.ROOT,
                "%n%-24s %10s %12s %9s %8s %9s%n",
                "Time",
                "seconds",
                "classes/s",
                "speed-up",
                "killed",
                "retried");
        double first = outcomes.getFirst().nanos();
        for (Pass.Outcome outcome : outcomes) {
            Tally.Counts counts = outcome.tally().counts();
            out.printf(
                    Locale.ROOT,
                    "  %-22s %10.2f %,12.0f %8.2fx %8d %9d%n",
                    outcome.plan().label(),
                    outcome.nanos() / 1e9,
                    (counts.classes() + counts.unreadable()) * 1e9 / outcome.nanos(),
                    first / outcome.nanos(),
                    outcome.kills(),
                    outcome.deaths());
        }
        outcomes.forEach(
                outcome ->
                        problems(
                                "Given up with " + outcome.plan().label(),
                                outcome.lost(),
                                outcome.lost().size()));
    }

    private void row(String label, long count) {
        out.printf(Locale.ROOT, "  %-22s %,14d%n", label, count);
    }

    private static String words(Opcode.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String shortened(String signature) {
        return signature.length() <= METHOD_WIDTH
                ? signature
                : signature.substring(0, METHOD_WIDTH - 3) + "...";
    }
}
