package dev.progeny.park;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;

class DeadlineTest {

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void timeoutOfNothingIsOverAtOnce(long seconds) {
        assertThat(Deadline.after(Duration.ofSeconds(seconds)).isOver()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 400L * 365 * 86_400, Long.MAX_VALUE / 1_000_000_000})
    void hugeTimeoutIsNever(long seconds) {
        var deadline = Deadline.after(Duration.ofSeconds(seconds, 999_999_999));

        assertThat(deadline).isSameAs(Deadline.never());
        assertThat(deadline.isOver()).isFalse();
        assertThat(deadline.nanosLeft()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void centuryIsStillCounted() {
        var century = Duration.ofDays(36_500);

        assertThat(Duration.ofNanos(Deadline.after(century).nanosLeft()))
                .isBetween(century.minusMinutes(1), century);
    }

    @Test
    void itIsNotOverBeforeItsTimeAndIsAfter() {
        long start = System.nanoTime();
        var deadline = Deadline.after(Duration.ofMillis(5));
        while (!deadline.isOver()) {
            Thread.onSpinWait();
        }

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
        assertThat(deadline.nanosLeft()).isNotPositive();
    }
}
