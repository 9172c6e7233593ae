package dev.progeny.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.bench.Outcome.Absent;
import dev.progeny.bench.Outcome.Measured;

import org.junit.jupiter.api.Test;

import java.util.List;

class TableTest {
    private static final Row ROW =
            Row.of("pool-map", "/s", Better.HIGHER, Side.java("PoolMap"))
                    .against("pool", Side.python("pool_map"), 3);
    private final Table table = new Table(List.of(ROW));

    @Test
    void lineSaysNameFiguresRatioTargetAndVerdict() {
        assertThat(words(Measured.of(25e6), Measured.of(10e6)))
                .containsExactly(
                        "pool-map:pool", "25.0M", "/s", "10.0M", "/s", "2.50", ">=", "3", "short");
    }

    @Test
    void missingPeerLeavesDashesAndSaysSo() {
        assertThat(words(Measured.of(25e6), new Absent("no Python")))
                .containsExactly("pool-map:pool", "25.0M", "/s", "-", "-", ">=", "3", "no", "peer");
    }

    @Test
    void columnsOfAllLinesBeginAtTheSamePlace() {
        String small = table.line(comparison(Measured.of(1), Measured.of(2)));
        String big = table.line(comparison(Measured.of(123_456_789), Measured.of(98_765)));
        assertThat(small.indexOf(">=")).isEqualTo(big.indexOf(">=")).isPositive();
        assertThat(small.indexOf("short")).isEqualTo(big.indexOf("met"));
    }

    @Test
    void numbersKeepThreeDigits() {
        assertThat(List.of(1234.5, 123.45, 12.345, 1.2345, 0.12345, 0.012345))
                .extracting(Quantity::digits)
                .containsExactly("1235", "123", "12.3", "1.23", "0.123", "0.0123");
        assertThat(Quantity.text(9999, "us")).isEqualTo("9999 us");
        assertThat(Quantity.text(48_230, "ns")).isEqualTo("48.2k ns");
    }

    private String[] words(Outcome ours, Outcome peer) {
        return table.line(comparison(ours, peer)).split(" +", -1);
    }

    private static Comparison comparison(Outcome ours, Outcome peer) {
        return new Comparison(ROW, ROW.rivals().getFirst(), ours, peer);
    }
}
