package dev.progeny.examples.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// Shows how far a pass is: a bar that is redrawn on a terminal, a plain line every few seconds
/// where output goes to a file, nothing when quiet.
///
/// Called by the thread that runs the pass and by the JVM's shutdown.
final class Progress {

    /// How progress is shown, and how often at most.
    enum Style {
        BAR(Duration.ofMillis(100)),
        LINES(Duration.ofSeconds(3)),
        QUIET(Duration.ZERO);

        private final long periodNanos;

        Style(Duration period) {
            periodNanos = period.toNanos();
        }
    }

    /// One moment of a pass.
    ///
    /// @param label what runs
    /// @param done classes read
    /// @param total classes there are
    /// @param elapsedNanos since the pass began
    /// @param restarts workers that died under a unit
    /// @param failures units given up
    record Moment(
            String label, long done, long total, long elapsedNanos, int restarts, int failures) {

        double perSecond() {
            return done * 1e9 / Math.max(1, elapsedNanos);
        }

        int percent() {
            return total == 0 ? 100 : (int) (done * 100 / total);
        }

        /// What the rate so far says. Nothing at first: workers that have just started are far
        /// slower than they will be.
        String timeLeft() {
            return percent() < FIRST_ESTIMATE
                    ? ""
                    : ", " + duration(Math.round((total - done) / perSecond())) + " left";
        }
    }

    private static final int BAR_WIDTH = 20;
    private static final int MOST_COLUMNS = 79;
    private static final int FIRST_ESTIMATE = 2;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final Style style;
    private long lastShown;
    private boolean barDrawn;
    private boolean stopped;

    Progress(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
        lastShown = System.nanoTime() - (style == Style.BAR ? style.periodNanos : 0);
    }

    /// Shows a moment, unless the last one was shown too short a time ago.
    synchronized void show(Moment moment) {
        long now = System.nanoTime();
        if (stopped || style == Style.QUIET || now - lastShown < style.periodNanos) {
            return;
        }
        lastShown = now;
        if (style == Style.BAR) {
            out.print(CLEAR_LINE + bar(moment));
            barDrawn = true;
        } else {
            out.println(line(moment));
        }
        out.flush();
    }

    /// Says something that stays, in place of the bar.
    synchronized void say(String text) {
        if (!stopped && style != Style.QUIET) {
            clear();
            out.println(text);
            lastShown = style == Style.LINES ? System.nanoTime() : lastShown;
        }
    }

    /// Says a last word, quiet or not; nothing is shown after it.
    synchronized void stop(String lastWord) {
        clear();
        out.println(lastWord);
        out.flush();
        stopped = true;
    }

    private void clear() {
        if (barDrawn) {
            out.print(CLEAR_LINE);
            barDrawn = false;
        }
    }

    /// Shorter than 80 columns, for a line that wraps cannot be redrawn: the bar itself gives way.
    static String bar(Moment moment) {
        String numbers =
                String.format(
                        Locale.ROOT,
                        "%3d%%, %,.0f classes/s%s%s",
                        moment.percent(),
                        moment.perSecond(),
                        moment.timeLeft(),
                        trouble(moment));
        int room = MOST_COLUMNS - moment.label().length() - " [] ".length() - numbers.length();
        int width = Math.clamp(room, 0, BAR_WIDTH);
        int filled = moment.percent() * width / 100;
        String bar = "#".repeat(filled) + ".".repeat(width - filled);
        return moment.label() + " [" + bar + "] " + numbers;
    }

    static String line(Moment moment) {
        return String.format(
                Locale.ROOT,
                "%s: %,d of %,d classes (%d%%), %,.0f classes/s%s%s",
                moment.label(),
                moment.done(),
                moment.total(),
                moment.percent(),
                moment.perSecond(),
                moment.timeLeft(),
                trouble(moment));
    }

    static String duration(long seconds) {
        return seconds < 60
                ? seconds + " s"
                : String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }

    private static String trouble(Moment moment) {
        String restarts = moment.restarts() == 0 ? "" : ", " + moment.restarts() + " died";
        String failures = moment.failures() == 0 ? "" : ", " + moment.failures() + " failed";
        return restarts + failures;
    }
}
