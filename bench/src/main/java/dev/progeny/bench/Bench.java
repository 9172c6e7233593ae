package dev.progeny.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// The program behind `bench/run`. Exit code 0 if every program ran and checked its results,
/// whether targets were met or not; 1 if one failed; 2 for a command line that makes no sense.
public final class Bench {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Arguments arguments;
    private final List<Row> rows;
    private final Table table;
    private final PrintStream out;

    private Bench(Arguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.rows = Rows.matching(arguments.row());
        this.table = new Table(rows);
        this.out = out;
    }

    public static void main(String[] words) throws IOException, InterruptedException {
        try {
            Bench bench = new Bench(Arguments.parse(List.of(words)), System.out);
            System.exit(bench.arguments.list() ? bench.list() : bench.run());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + Arguments.USAGE);
            System.exit(2);
        }
    }

    private int list() {
        for (Row row : rows) {
            row.rivals().forEach(rival -> out.println(table.line(row, rival)));
        }
        return 0;
    }

    private int run() throws IOException, InterruptedException {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no row matches --row " + arguments.row());
        }
        leaveNothingBehind();
        Machine machine = Machine.current(arguments.python());
        Plan plan = arguments.plan(rows);
        Contest.Runner launcher = new Launcher(arguments.home(), arguments.python());
        Contest contest = new Contest(arguments.quick() ? new Shared(launcher) : launcher, plan);
        out.println(machine.line());
        out.println(table.header());
        List<Comparison> comparisons = new ArrayList<>();
        for (Row row : rows) {
            List<Comparison> lines = contest.run(row);
            lines.forEach(this::print);
            comparisons.addAll(lines);
        }
        Report report = new Report(Instant.now(), machine, plan, comparisons);
        report.writeTo(files(report.time()));
        boolean failed = comparisons.stream().anyMatch(c -> c.verdict() == Verdict.FAILED);
        return failed ? 1 : 0;
    }

    private void print(Comparison comparison) {
        out.println(table.line(comparison));
        comparison.reason().ifPresent(reason -> out.println(reason.indent(4).stripTrailing()));
    }

    private List<Path> files(Instant time) {
        Path folder = arguments.home().resolve("target").resolve("bench");
        List<Path> files = new ArrayList<>();
        files.add(folder.resolve("results-" + STAMP.format(time) + ".json"));
        files.add(folder.resolve("latest.json"));
        arguments.json().ifPresent(files::add);
        return files;
    }

    private static void leaveNothingBehind() {
        Thread end =
                new Thread(
                        () ->
                                ProcessHandle.current()
                                        .descendants()
                                        .forEach(ProcessHandle::destroyForcibly),
                        "end-programs");
        Runtime.getRuntime().addShutdownHook(end);
    }
}
