package dev.progeny.examples.demo;

import dev.progeny.process.ThisProcess;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;

/// `progeny demo`: reads every class of a machine with one worker, then with many.
///
/// The report goes to the standard output, progress and errors to the standard error.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads every class in every jar under the given directories in worker processes and"
                    + " counts what is in it: first with one worker, then with several.",
            "Default: the local Maven repository and the modules of the JDK."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all is read, and all passes gave the same result",
            "1:results differ, or a part of the work was given up",
            "2:wrong arguments",
            "130:interrupted by Ctrl-C"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int WRONG_ARGUMENTS = 2;
    private static final int INTERRUPTED = 130;

    @Parameters(paramLabel = "DIR", description = "Directories to search for jars, or jars.")
    private List<Path> directories = List.of();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Workers of the second pass. Default: one for each CPU.")
    private int workers = ThisProcess.availableCpus();

    @Option(names = "--once", description = "Leave out the pass with one worker.")
    private boolean once;

    @Option(
            names = "--kill-workers",
            description = "Kill random workers during the last pass; the report stays the same.")
    private boolean killWorkers;

    @Option(
            names = "--limit",
            paramLabel = "CLASSES",
            description = "Stop after about so many classes; the report says so.")
    private int limit = Integer.MAX_VALUE;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    private final PrintStream out;
    private final PrintStream err;

    DemoCommand() {
        this(System.out, System.err);
    }

    DemoCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        Optional<String> mistake = mistake();
        if (mistake.isPresent()) {
            err.println("progeny demo: " + mistake.get());
            return WRONG_ARGUMENTS;
        }
        Progress progress = new Progress(err, style());
        Interruption interruption = new Interruption(progress);
        try (interruption) {
            return run(progress, interruption);
        } catch (InterruptedException e) {
            return INTERRUPTED;
        } catch (RuntimeException e) {
            if (interruption.arrived()) {
                return INTERRUPTED; // what a pool says that the end of the JVM has closed
            }
            throw e;
        }
    }

    private Optional<String> mistake() {
        if (workers < 1 || limit < 1) {
            return Optional.of(
                    "--workers and --limit must be 1 or more: workers="
                            + workers
                            + ", limit="
                            + limit);
        }
        return directories.stream()
                .filter(path -> !Files.isDirectory(path) && !isJar(path))
                .map(
                        path ->
                                (Files.exists(path) ? "not a directory: " : "no such directory: ")
                                        + path)
                .findFirst();
    }

    private static boolean isJar(Path path) {
        return path.toString().endsWith(".jar") && Files.isRegularFile(path);
    }

    @SuppressWarnings("SystemConsoleNull") // it is null again from JDK 25 on, without a terminal
    private Progress.Style style() {
        if (quiet) {
            return Progress.Style.QUIET;
        }
        Console console = System.console();
        boolean terminal =
                console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
        return terminal ? Progress.Style.BAR : Progress.Style.LINES;
    }

    private int run(Progress progress, Interruption interruption)
            throws IOException, InterruptedException {
        Inventory inventory = discover(progress);
        if (inventory.classes() == 0) {
            out.println("There are no classes to read.");
            new Report(out).findings(inventory, Tally.EMPTY);
            return DONE;
        }
        List<Pass.Outcome> outcomes = new ArrayList<>();
        for (Pass.Plan plan : plans()) {
            Pass.Outcome outcome =
                    new Pass(plan, inventory, progress, interruption).run(new ClassAnalysis());
            outcomes.add(outcome);
            progress.say(ended(outcome));
        }
        Report report = new Report(out);
        report.findings(inventory, outcomes.getLast().tally());
        report.times(outcomes);
        return verdict(outcomes);
    }

    private Inventory discover(Progress progress) throws IOException {
        progress.say(
                "Looking for classes; each file is read once now, so that it is in memory for all"
                        + " passes");
        long start = System.nanoTime();
        Discovery discovery = new Discovery();
        if (directories.isEmpty()) {
            Path repository = mavenRepository();
            if (Files.isDirectory(repository)) {
                discovery.addJars(List.of(repository));
            }
            discovery.addJdkModules();
        } else {
            discovery.addJars(directories);
        }
        Inventory all = discovery.inventory();
        progress.say(
                String.format(
                        Locale.ROOT,
                        "%,d classes in %,d jars and %,d modules of the JDK (%,d MB, %.1f s)",
                        all.classes(),
                        all.jars(),
                        all.modules(),
                        all.bytesRead() / 1_000_000,
                        (System.nanoTime() - start) / 1e9));
        Inventory some = all.limitedTo(limit);
        if (some.classes() < all.classes()) {
            out.printf(
                    Locale.ROOT,
                    "Limited: the first %,d of %,d classes are read (--limit %d).%n",
                    some.classes(),
                    all.classes(),
                    limit);
        }
        return some;
    }

    private static Path mavenRepository() {
        String local = System.getProperty("maven.repo.local");
        return local != null
                ? Path.of(local)
                : Path.of(System.getProperty("user.home"), ".m2", "repository");
    }

    /// One worker, then many; with one CPU a second pass would only repeat the first, unless its
    /// worker gets killed.
    private List<Pass.Plan> plans() {
        Pass.Plan last = new Pass.Plan(workers, killWorkers);
        Pass.Plan first = new Pass.Plan(1, false);
        return once || last.equals(first) ? List.of(last) : List.of(first, last);
    }

    private static String ended(Pass.Outcome outcome) {
        String killed = outcome.plan().kill() ? ", " + outcome.kills() + " workers killed" : "";
        return String.format(
                Locale.ROOT,
                "%s: done in %.1f s%s",
                outcome.plan().label(),
                outcome.nanos() / 1e9,
                killed);
    }

    private int verdict(List<Pass.Outcome> outcomes) {
        if (outcomes.stream().anyMatch(outcome -> !outcome.lost().isEmpty())) {
            out.println("\nIncomplete: a part of the work was given up, see above.");
            return FAILED;
        }
        if (outcomes.size() == 1) {
            return DONE;
        }
        List<String> prints = outcomes.stream().map(o -> o.tally().fingerprint()).toList();
        if (prints.stream().distinct().count() > 1) {
            out.println("\nThe passes differ: fingerprints " + prints + ".");
            out.println("If no jar changed while the demo was running, this is a bug of Progeny.");
            return FAILED;
        }
        out.println("\nBoth passes gave the same result.");
        return DONE;
    }
}
