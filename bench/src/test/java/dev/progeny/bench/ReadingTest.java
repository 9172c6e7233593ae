package dev.progeny.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.bench.Outcome.Failed;
import dev.progeny.bench.Outcome.Measured;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadingTest {

    @Test
    void messageOfAProgramIsRead() {
        assertThat(Reading.parse("{\"value\": 1.25e+03, \"unit\": \"/s\", \"check\": \"ok\"}\n"))
                .isEqualTo(new Reading(1250, "/s", "ok"));
    }

    @Test
    void whatAProgramPrintsBeforeItsMessageIsIgnored() {
        String output =
                """
                starting {not a message
                {"value": 1, "unit": "us", "check": "ok"}
                {"value":2,"unit":"us","check":"ok"}
                """;
        assertThat(Reading.parse(output).value()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "12.5 ms",
                "{}",
                "{\"unit\": \"ms\", \"check\": \"ok\"}",
                "{\"value\": 1, \"check\": \"ok\"}",
                "{\"value\": 1, \"unit\": \"ms\"}",
                "{\"value\": NaN, \"unit\": \"ms\", \"check\": \"ok\"}",
                "{\"value\": -e, \"unit\": \"ms\", \"check\": \"ok\"}"
            })
    void outputWithoutAWholeMessageIsRefused(String output) {
        assertThatThrownBy(() -> Reading.parse(output))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void goodMessageIsAMeasurement() {
        assertThat(new Reading(3, "ms", "ok").outcome("ms")).isEqualTo(Measured.of(3));
    }

    @Test
    void wrongResultOrUnitOrNothingMeasuredFailsTheSide() {
        assertThat(new Reading(3, "ms", "sum=4").outcome("ms"))
                .isEqualTo(new Failed("wrong result: sum=4"));
        assertThat(new Reading(3, "us", "ok").outcome("ms")).isInstanceOf(Failed.class);
        assertThat(new Reading(0, "ms", "ok").outcome("ms")).isInstanceOf(Failed.class);
    }
}
