package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/// Shows how far a pool is while it has tasks: a bar that is redrawn on a terminal, a line now and
/// then elsewhere, and a line when all are done.
///
/// The text is made under the dispatcher's lock and printed on a virtual thread: a terminal that is
/// stopped holds up nobody.
final class Progress {
    private static final int BAR_WIDTH = 20;
    private static final int MOST_COLUMNS = 79;
    private static final int FIRST_ESTIMATE = 2;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Dispatcher dispatcher;
    private final Style style;
    private long started;
    private boolean isShowing;

    /// What is to be printed next.
    private final AtomicReference<@Nullable String> next = new AtomicReference<>();

    private final ReentrantLock printing = new ReentrantLock();

    Progress(Dispatcher dispatcher, Style style) {
        this.dispatcher = dispatcher;
        this.style = style;
    }

    /// How it is shown.
    ///
    /// @param out where; null for not at all
    /// @param period between two texts
    /// @param isBar whether a text replaces the one before
    record Style(@Nullable PrintStream out, Duration period, boolean isBar) {
        static final Style QUIET = new Style(null, Duration.ofSeconds(1), false);

        /// A bar if this process runs in a terminal.
        @SuppressWarnings("SystemConsoleNull") // it is null where -Djdk.console=java.base says so
        static Style standard() {
            var console = System.console();
            boolean isTerminal = console != null && console.isTerminal();
            // prints: the user asked for it, and standard output may be the program's result
            var out = System.err;
            return isTerminal ? new Style(out, Duration.ofMillis(100), true) : lines(out);
        }

        static Style lines(PrintStream out) {
            return new Style(out, Duration.ofSeconds(3), false);
        }
    }

    /// One moment of the work.
    ///
    /// @param pool its name
    /// @param done tasks that have ended, an item of a map is one
    /// @param total tasks that there are
    /// @param failed units that failed
    /// @param busy workers that run something
    /// @param nanos since the work began
    record Moment(String pool, long done, long total, long failed, int busy, long nanos) {

        double perSecond() {
            return done * 1e9 / Math.max(1, nanos);
        }

        int percent() {
            return total == 0 ? 100 : (int) (done * 100 / total);
        }

        /// What the rate so far says; nothing at first, when workers are far slower than later.
        private String timeLeft() {
            return percent() < FIRST_ESTIMATE || done >= total
                    ? ""
                    : ", " + duration(Math.round((total - done) / perSecond())) + " left";
        }

        private String trouble() {
            return failed == 0 ? "" : ", " + failed + " failed";
        }

        /// Shorter than 80 columns, for a line that wraps cannot be redrawn: the bar gives way.
        String bar() {
            String numbers =
                    String.format(
                            Locale.ROOT,
                            "%3d%%, %,.0f tasks/s%s%s, %d busy",
                            percent(),
                            perSecond(),
                            timeLeft(),
                            trouble(),
                            busy);
            int room = MOST_COLUMNS - pool.length() - " [] ".length() - numbers.length();
            int width = Math.clamp(room, 0, BAR_WIDTH);
            int filled = percent() * width / 100;
            return pool + " [" + "#".repeat(filled) + ".".repeat(width - filled) + "] " + numbers;
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d tasks (%d%%), %,.0f tasks/s%s%s, %d busy",
                    pool,
                    done,
                    total,
                    percent(),
                    perSecond(),
                    timeLeft(),
                    trouble(),
                    busy);
        }
    }

    private static String duration(long seconds) {
        return seconds < 60
                ? seconds + " s"
                : String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }

    /// There is a task.
    void begin() {
        if (!isShowing && style.out != null) {
            isShowing = true;
            started = System.nanoTime();
            showLater(style.out);
        }
    }

    private void showLater(PrintStream out) {
        dispatcher.agenda().after(style.period, () -> show(out));
    }

    private void show(PrintStream out) {
        if (!isShowing) {
            return;
        }
        print(out, style.isBar ? CLEAR_LINE + now().bar() : now().line() + "\n");
        showLater(out);
    }

    /// All tasks have ended.
    void end() {
        if (isShowing && style.out != null) {
            isShowing = false;
            String line = now().line() + "\n";
            dispatcher.tally().endWork();
            print(style.out, style.isBar ? CLEAR_LINE + line : line);
        }
    }

    private Moment now() {
        var work = dispatcher.tally().work();
        int busy = 0;
        for (var worker : dispatcher.workforce().all()) {
            busy += worker.load() > 0 ? 1 : 0;
        }
        long nanos = System.nanoTime() - started;
        String pool = dispatcher.workforce().name();
        return new Moment(pool, work.done(), work.total(), work.failed(), busy, nanos);
    }

    /// Leaves a text out where a later one is there before it could be printed.
    private void print(PrintStream out, String text) {
        next.set(text);
        Thread.startVirtualThread(
                () -> {
                    printing.lock();
                    try {
                        String latest = next.getAndSet(null);
                        if (latest != null) {
                            out.print(latest);
                            out.flush();
                        }
                    } finally {
                        printing.unlock();
                    }
                });
    }
}
