package dev.progeny.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.examples.demo.Progress.Moment;
import dev.progeny.examples.demo.Progress.Style;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

class ProgressTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private Progress progress(Style style) {
        return new Progress(new PrintStream(written, true, StandardCharsets.UTF_8), style);
    }

    private String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private static Moment moment(long done, long seconds) {
        return new Moment("2 workers", done, 4000, TimeUnit.SECONDS.toNanos(seconds), 0, 0);
    }

    @Test
    void barShowsShareRateAndTimeLeft() {
        assertThat(Progress.bar(moment(1000, 2)))
                .isEqualTo("2 workers [#####...............]  25%, 500 classes/s, 6 s left");
    }

    @Test
    void lineShowsTheSameInWords() {
        assertThat(Progress.line(moment(1000, 2)))
                .isEqualTo("2 workers: 1,000 of 4,000 classes (25%), 500 classes/s, 6 s left");
    }

    @Test
    void timeLeftIsNotGuessedFromTheFirstFewClasses() {
        assertThat(Progress.line(moment(0, 0)))
                .isEqualTo("2 workers: 0 of 4,000 classes (0%), 0 classes/s");
        assertThat(Progress.line(moment(79, 1))).doesNotContain("left");
        assertThat(Progress.line(moment(80, 1))).endsWith("49 s left");
    }

    @Test
    void deathsAndFailuresShowOnceThereAreSome() {
        Moment moment = new Moment("2 workers", 4000, 4000, 1_000_000_000, 3, 1);

        assertThat(Progress.line(moment)).endsWith("0 s left, 3 died, 1 failed");
    }

    @Test
    void longestBarFitsIntoEightyColumns() {
        Moment moment = new Moment("128 workers", 9_000_000, 99_999_999, 90_000_000_000L, 99, 9);

        assertThat(Progress.bar(moment)).contains("15 min 10 s left").hasSizeLessThan(80);
    }

    @Test
    void barIsNotRedrawnMoreOftenThanItsPeriod() {
        Progress progress = progress(Style.BAR);

        for (int i = 0; i < 1000; i++) {
            progress.show(moment(i, 1));
        }

        assertThat(written().split("workers", -1).length - 1).isBetween(1, 10);
    }

    @Test
    void wordsThatStayReplaceTheBar() {
        Progress progress = progress(Style.BAR);
        progress.show(moment(1000, 2));

        progress.say("done");

        assertThat(written()).endsWith("left\r\u001b[Kdone" + System.lineSeparator());
    }

    @Test
    void quietShowsNothingButTheLastWord() {
        Progress progress = progress(Style.QUIET);

        progress.show(moment(1000, 2));
        progress.say("done");
        progress.stop("interrupted");

        assertThat(written()).isEqualTo("interrupted" + System.lineSeparator());
    }

    @Test
    void nothingFollowsTheLastWord() {
        Progress progress = progress(Style.BAR);
        progress.stop("interrupted");

        progress.show(moment(1000, 2));
        progress.say("done");

        assertThat(written()).isEqualTo("interrupted" + System.lineSeparator());
    }
}
