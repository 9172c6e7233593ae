package dev.progeny.park;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpinTest {

    @Test
    void itIsNeverLongerThanASleep() {
        assertThat(Spin.upTo(Long.MAX_VALUE).nanos()).isEqualTo(50_000);
        assertThat(Spin.upTo(1_000).nanos()).isEqualTo(1_000);
        assertThat(Spin.upTo(0).nanos()).isZero();
        assertThatThrownBy(() -> Spin.upTo(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreParticipantsThanProcessorsDoNotSpin() {
        int processors = Runtime.getRuntime().availableProcessors();

        assertThat(Spin.forParticipants(processors).nanos()).isPositive();
        assertThat(Spin.forParticipants(processors + 1).nanos()).isZero();
    }
}
