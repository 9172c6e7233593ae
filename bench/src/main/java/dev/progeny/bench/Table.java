package dev.progeny.bench;

import dev.progeny.bench.Outcome.Measured;

import java.util.List;
import java.util.Locale;

/// Lines for people and for `grep`: one a comparison, aligned, the verdict last.
final class Table {
    private final String format;

    /// A table wide enough for the names in these rows.
    Table(List<Row> rows) {
        int width =
                rows.stream()
                        .flatMap(row -> row.rivals().stream().map(rival -> name(row, rival)))
                        .mapToInt(String::length)
                        .max()
                        .orElse(4);
        format = "%-" + width + "s  %12s  %12s  %7s  %8s  %s";
    }

    private static String name(Row row, Rival rival) {
        return row.name() + ":" + rival.name();
    }

    String header() {
        return String.format(Locale.ROOT, format, "NAME", "ours", "peer", "ratio", "target", "");
    }

    String line(Comparison comparison) {
        Row row = comparison.row();
        return String.format(
                Locale.ROOT,
                format,
                comparison.name(),
                figure(comparison.ours(), row.unit()),
                figure(comparison.peer(), row.unit()),
                comparison.ratio().stream().mapToObj(Quantity::digits).findFirst().orElse("-"),
                target(row, comparison.rival()),
                comparison.verdict());
    }

    /// A line of `--list`: what would be compared, before it is.
    String line(Row row, Rival rival) {
        return String.format(
                Locale.ROOT, format, name(row, rival), row.unit(), "", "", target(row, rival), "");
    }

    private static String target(Row row, Rival rival) {
        return row.better().sign() + " " + plain(rival.target());
    }

    private static String plain(double target) {
        return target == Math.rint(target)
                ? Long.toString(Math.round(target))
                : Double.toString(target);
    }

    private static String figure(Outcome outcome, String unit) {
        return outcome instanceof Measured measured ? Quantity.text(measured.median(), unit) : "-";
    }
}
