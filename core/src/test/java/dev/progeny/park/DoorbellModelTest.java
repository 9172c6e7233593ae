package dev.progeny.park;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Every interleaving of two ringers, who may die, with a waiter.
class DoorbellModelTest {
    private static final int BELL = 0;
    private static final int DATA = 2;
    private static final int WAITER = 3;
    private static final int SEEN = 4;
    private static final int TAKEN = 5;
    private static final int FIRST_RINGER = 6;
    private static final int SECOND_RINGER = 7;
    private static final int STATE = 8;

    private static final int RINGER_DONE = 9;
    private static final int WAITER_DONE = 9;
    private static final int MESSAGES = 2;

    @Test
    void noWakeUpIsLostWhileAllLive() {
        var explorer =
                new Explorer(List.of(this::waiter, ringer(FIRST_RINGER), ringer(SECOND_RINGER)));

        assertThat(explorer.ends(new int[STATE]))
                .isNotEmpty()
                .allMatch(end -> end[WAITER] == WAITER_DONE);
    }

    @Test
    void ringThatIsCompleteWakesWhoeverElseDies() {
        var explorer =
                new Explorer(
                        List.of(
                                this::waiter,
                                ringer(FIRST_RINGER),
                                ringer(SECOND_RINGER),
                                Explorer.killerOf(FIRST_RINGER)));

        assertThat(explorer.ends(new int[STATE]))
                .allMatch(end -> !isAsleepOnData(end) || end[FIRST_RINGER] == Explorer.DEAD)
                .anyMatch(DoorbellModelTest::isAsleepOnData) // that is what slices are for
                .allMatch(end -> end[SECOND_RINGER] == RINGER_DONE);
    }

    @Test
    void sliceOfSleepMendsEveryDeath() {
        var explorer =
                new Explorer(
                        List.of(
                                this::waiter,
                                ringer(FIRST_RINGER),
                                ringer(SECOND_RINGER),
                                Explorer.killerOf(FIRST_RINGER),
                                DoorbellModelTest::slice));

        assertThat(explorer.ends(new int[STATE]))
                .isNotEmpty()
                .noneMatch(DoorbellModelTest::isAsleepOnData);
    }

    @Test
    void lookingBeforeAnnouncingWouldLoseWakeUps() {
        var explorer =
                new Explorer(
                        List.of(this::carelessWaiter, ringer(FIRST_RINGER), ringer(SECOND_RINGER)));

        assertThat(explorer.ends(new int[STATE])).anyMatch(DoorbellModelTest::isAsleepOnData);
    }

    /// 0 announce, 1 look, 2 sleep, 3 asleep.
    private boolean waiter(int[] state) {
        switch (state[WAITER]) {
            case 0 -> {
                state[SEEN] = BellModel.announce(state, BELL);
                state[WAITER] = 1;
            }
            case 1 -> look(state, 2);
            case 2 -> state[WAITER] = BellModel.sleep(state, BELL, state[SEEN]) ? 3 : 0;
            default -> {
                return wakeUp(state);
            }
        }
        return true;
    }

    /// 0 look, 1 announce, 2 sleep, 3 asleep.
    private boolean carelessWaiter(int[] state) {
        switch (state[WAITER]) {
            case 0 -> look(state, 1);
            case 1 -> {
                state[SEEN] = BellModel.announce(state, BELL);
                state[WAITER] = 2;
            }
            case 2 -> state[WAITER] = BellModel.sleep(state, BELL, state[SEEN]) ? 3 : 0;
            default -> {
                return wakeUp(state);
            }
        }
        return true;
    }

    private static void look(int[] state, int otherwise) {
        if (state[DATA] > state[TAKEN]) {
            state[TAKEN]++;
            state[WAITER] = state[TAKEN] == MESSAGES ? WAITER_DONE : 0;
        } else {
            state[WAITER] = otherwise;
        }
    }

    private static boolean wakeUp(int[] state) {
        if (state[WAITER] != 3 || state[BELL + 1] == 1) {
            return false;
        }
        state[WAITER] = 0;
        return true;
    }

    private static boolean slice(int[] state) {
        if (!isAsleepOnData(state)) { // else it would look and sleep again, for ever
            return false;
        }
        state[BELL + 1] = 0;
        return true;
    }

    private static boolean isAsleepOnData(int[] state) {
        return state[WAITER] == 3 && state[BELL + 1] == 1 && state[DATA] > state[TAKEN];
    }

    /// 0 publish, then the steps of `ring()` from 1 on.
    private static Explorer.Actor ringer(int counter) {
        return state -> {
            int at = state[counter];
            if (at == Explorer.DEAD || at == RINGER_DONE) {
                return false;
            }
            if (at == 0) {
                state[DATA]++;
                state[counter] = 1;
            } else {
                int next = BellModel.ring(at - 1, state, BELL);
                state[counter] = next == BellModel.RUNG ? RINGER_DONE : next + 1;
            }
            return true;
        };
    }
}
