package dev.progeny.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

class PlanTest {
    private static final Row ONE_RIVAL =
            Row.of("row", "ms", Better.LOWER, Side.java("Ours"))
                    .against("python", Side.python("theirs"), 0.5)
                    .against("known", Side.constant(1), 1);

    @Test
    void quickRunOfAllRowsHasTwoMinutes() {
        Plan plan = Plan.quick(Rows.ALL);
        int programs = Rows.ALL.stream().mapToInt(Row::programs).sum();
        assertThat(plan.perProgram().multipliedBy(programs)).isLessThan(Duration.ofMinutes(2));
        assertThat(plan.measuring().multipliedBy(3L * programs)).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void quickRunOfFewRowsMeasuresNoLongerThanAFullOne() {
        assertThat(Plan.quick(List.of(ONE_RIVAL)).measuring()).isEqualTo(Plan.full().measuring());
    }

    @Test
    void quickRunOfVeryManyRowsStillMeasures() {
        List<Row> many = Collections.nCopies(1000, ONE_RIVAL);
        assertThat(Plan.quick(many).measuring()).isPositive();
    }

    @Test
    void knownLimitTakesNoTime() {
        assertThat(ONE_RIVAL.programs()).isEqualTo(2);
    }

    @Test
    void roundIsBegunOnlyIfItWouldEndInTime() {
        Plan plan = new Plan(9, Duration.ofSeconds(1), Duration.ofSeconds(5)); // 10 s for the row
        assertThat(plan.hasTime(ONE_RIVAL, 1, Duration.ofSeconds(5))).isTrue();
        assertThat(plan.hasTime(ONE_RIVAL, 1, Duration.ofSeconds(6))).isFalse();
        assertThat(plan.hasTime(ONE_RIVAL, 2, Duration.ofSeconds(6))).isTrue();
    }
}
