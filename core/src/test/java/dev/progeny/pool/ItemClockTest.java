package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.function.IntToLongFunction;

/// The slowest item of a batch, by a clock that is moved by hand.
@Tag("any-os")
class ItemClockTest {
    private final ItemClock clock = new ItemClock();
    private long now = 1_000_000;
    private int looks;

    private void run(int items, IntToLongFunction nanos) {
        looks = 0;
        clock.begin(now);
        for (int item = 0; item < items; item++) {
            now += nanos.applyAsLong(item);
            if (clock.isDueAfter(item)) {
                clock.look(item, now);
                looks++;
            }
        }
    }

    @Test
    void slowItemsAreMeasuredOneByOne() {
        run(10, item -> item == 7 ? 900_000 : 100_000);

        assertThat(clock.slowest()).isEqualTo(7);
        assertThat(clock.span()).isEqualTo(1);
        assertThat(clock.nanos()).isEqualTo(900_000);
    }

    @Test
    void fastItemsCostAFewLooksAndTheSlowOneAmongThemIsFoundAbout() {
        run(10_000, item -> item == 5_000 ? 1_000_000 : 5);

        assertThat(looks).isLessThan(10_000 / 40);
        assertThat(clock.nanos()).isBetween(1_000_000L, 1_000_320L);
        assertThat(clock.slowest()).isLessThanOrEqualTo(5_000);
        assertThat(clock.slowest() + clock.span()).isGreaterThan(5_000);
        assertThat(clock.span()).isLessThanOrEqualTo(64);
    }

    @Test
    void afterASlowOneItLooksMoreClosely() {
        run(1_000, item -> 5);
        run(64, item -> 80_000);
        run(200, item -> 80_000 + item);

        assertThat(clock.slowest()).isEqualTo(199);
        assertThat(clock.span()).isEqualTo(1);
    }

    @Test
    void eachBatchBeginsAnew() {
        run(3, item -> 100_000);
        run(3, item -> 70_000 + item);

        assertThat(clock.nanos()).isEqualTo(70_002);
        clock.begin(now);
        assertThat(clock.span()).as("nothing measured").isZero();
        assertThat(clock.nanos()).isZero();
    }
}
