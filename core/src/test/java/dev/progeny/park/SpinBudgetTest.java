package dev.progeny.park;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How long a wait spins follows from how the waits before it went.
class SpinBudgetTest {
    private static final int LIMIT = 16_000;

    private final SpinBudget budget = new SpinBudget(Spin.upTo(LIMIT));

    @Test
    void waitsThatEndInTimeSpinForTheWholeLimit() {
        budget.failed();
        budget.paid();

        assertThat(budget.next()).isEqualTo(LIMIT);
    }

    @Test
    void waitsThatSpinInVainSpinLessAndLessButNeverNotAtAll() {
        assertThat(budget.next()).isEqualTo(LIMIT);
        budget.failed();
        assertThat(budget.next()).isEqualTo(LIMIT / 2);
        for (int i = 0; i < 10; i++) {
            budget.failed();
        }
        assertThat(budget.next()).isEqualTo(LIMIT / 16);
    }

    @Test
    void waitThatSpinningWouldHaveEndedIsSpunTheNextTime() {
        budget.failed();
        budget.slept(2 * LIMIT - 1);

        assertThat(budget.next()).isEqualTo(LIMIT);
    }

    /// Two that miss each other: each wait lasts two wake-ups, longer than the limit.
    @Test
    void waitsOfAFewLimitsAreProbedNowAndThen() {
        int probes = 0;
        for (int i = 0; i < 160; i++) {
            probes += budget.next() > LIMIT ? 1 : 0;
            budget.failed();
            budget.slept(3 * LIMIT);
        }
        assertThat(probes).isBetween(9, 10);
    }

    @Test
    void probeThatPaysEndsTheProbing() {
        for (int i = 0; i < 16; i++) {
            budget.failed();
            budget.slept(3 * LIMIT);
        }
        assertThat(budget.next()).isGreaterThan(3 * LIMIT);
        budget.paid();

        for (int i = 0; i < 100; i++) {
            assertThat(budget.next()).isEqualTo(LIMIT);
            budget.paid();
        }
    }

    @Test
    void longWaitsAreNeverProbed() {
        for (int i = 0; i < 100; i++) {
            budget.failed();
            budget.slept(100 * LIMIT);
            assertThat(budget.next()).isLessThanOrEqualTo(LIMIT);
        }
    }

    @Test
    void nothingSpinsWhereThereIsNoLimit() {
        var none = new SpinBudget(Spin.none());
        for (int i = 0; i < 100; i++) {
            assertThat(none.next()).isZero();
            none.failed();
            none.slept(0);
        }
    }
}
