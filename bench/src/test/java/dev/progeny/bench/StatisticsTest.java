package dev.progeny.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

class StatisticsTest {

    @Test
    void medianOfAnOddNumberIsTheMiddleOneWhateverTheOrder() {
        assertThat(Statistics.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5.0);
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(Statistics.median(List.of(4.0, 1.0, 100.0, 2.0))).isEqualTo(3.0);
    }

    @Test
    void oneOutlierDoesNotMoveTheMedian() {
        assertThat(Statistics.median(List.of(10.0, 1e9, 11.0))).isEqualTo(11.0);
    }

    @Test
    void noValuesHaveNoMedian() {
        assertThatThrownBy(() -> Statistics.median(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("measure at least once");
    }
}
