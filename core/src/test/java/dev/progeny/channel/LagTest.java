package dev.progeny.channel;

import static dev.progeny.channel.Lag.WAITS_PER_TRIAL;
import static dev.progeny.channel.Lag.WORTH;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// [Lag]: who takes turns pays for a trial now and then, who streams has a pause at each wait. A
/// pause shows by the second look at what is available.
class LagTest {
    private final Lag lag = new Lag();
    private int pauses;

    @Test
    void onlyEachSixteenthWaitOfTwoWhoTakeTurnsHasAPause() {
        waits(10 * WAITS_PER_TRIAL, 1, 1);

        assertThat(pauses).isEqualTo(10);
    }

    @Test
    void eachWaitOfAStreamHasAPauseOnceATrialHasShownIt() {
        waits(WAITS_PER_TRIAL, 1, WORTH);
        waits(50, 1, WORTH);

        assertThat(pauses).isEqualTo(1 + 50);
    }

    @Test
    void pausesEndWhenTheyGatherNothing() {
        waits(WAITS_PER_TRIAL, 1, WORTH);
        waits(WAITS_PER_TRIAL, 1, WORTH - 1);

        assertThat(pauses).as("the trial, and the one that was in vain").isEqualTo(2);
    }

    @Test
    void whoHasEnoughHasNoPause() {
        waits(WAITS_PER_TRIAL, 1, WORTH);
        waits(50, WORTH, WORTH);

        assertThat(pauses).isEqualTo(1);
    }

    private void waits(int count, long before, long after) {
        for (int i = 0; i < count; i++) {
            var looks = new int[1];
            lag.fallBehind(() -> looks[0]++ == 0 ? before : after);
            if (looks[0] == 2) {
                pauses++;
            }
        }
    }
}
