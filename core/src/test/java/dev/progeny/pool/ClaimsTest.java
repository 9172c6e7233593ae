package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.park.Explorer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.BiPredicate;

/// Who wins a unit: each step from each state, and every interleaving of parent, worker and death.
@SuppressWarnings("EnumOrdinal") // states of the model are small numbers
class ClaimsTest {
    private static final long NUMBER = 5;

    /// How a word comes into each state.
    private enum State {
        NEVER,
        OFFERED,
        STARTED,
        FINISHED,
        REVOKED,
        DOOMED
    }

    /// The steps, and the only state from which each succeeds.
    private enum Step {
        START(Claims::start, State.OFFERED),
        FINISH(Claims::finish, State.STARTED),
        REVOKE(Claims::revoke, State.OFFERED),
        DOOM(Claims::doom, State.STARTED);

        @SuppressWarnings("ImmutableEnumChecker") // a method reference holds nothing
        private final BiPredicate<Claims, Long> attempt;

        private final State from;

        Step(BiPredicate<Claims, Long> attempt, State from) {
            this.attempt = attempt;
            this.from = from;
        }
    }

    private static Claims claimsIn(State state, Arena arena) {
        var claims = new Claims(arena.allocate(Claims.BYTE_SIZE, 8));
        if (state != State.NEVER) {
            claims.offer(NUMBER);
        }
        if (EnumSet.of(State.STARTED, State.FINISHED, State.DOOMED).contains(state)) {
            assertThat(claims.start(NUMBER)).isTrue();
        }
        switch (state) {
            case FINISHED -> assertThat(claims.finish(NUMBER)).isTrue();
            case REVOKED -> assertThat(claims.revoke(NUMBER)).isTrue();
            case DOOMED -> assertThat(claims.doom(NUMBER)).isTrue();
            default -> {}
        }
        return claims;
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void eachStepSucceedsFromOneStateOnly(State state) {
        for (var step : Step.values()) {
            try (var arena = Arena.ofConfined()) {
                var claims = claimsIn(state, arena);

                assertThat(step.attempt.test(claims, NUMBER)).isEqualTo(step.from == state);
                assertThat(step.attempt.test(claims, NUMBER)).as("%s twice", step).isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void whatIsReadIsTheState(State state) {
        try (var arena = Arena.ofConfined()) {
            var claims = claimsIn(state, arena);

            assertThat(claims.isOffered(NUMBER)).isEqualTo(state == State.OFFERED);
            assertThat(claims.isRunning(NUMBER)).isEqualTo(state == State.STARTED);
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void anotherUnitOfTheSameWordIsNotTouched(State state) {
        long other = NUMBER + Claims.SIZE;
        try (var arena = Arena.ofConfined()) {
            var claims = claimsIn(state, arena);
            for (var step : Step.values()) {
                assertThat(step.attempt.test(claims, other)).isFalse();
            }
            assertThat(claims.isOffered(NUMBER)).isEqualTo(state == State.OFFERED);

            claims.offer(other);

            for (var step : Step.values()) {
                assertThat(step.attempt.test(claims, NUMBER)).isFalse();
            }
            assertThat(claims.isOffered(other)).isTrue();
        }
    }

    // The protocol as a model: words of its state.

    private static final int WORD = 0;
    private static final int WORKER = 1;
    private static final int PARENT = 2;
    private static final int RAN = 3;
    private static final int RESULT = 4;
    private static final int ENDS = 5;
    private static final int AGAIN = 6;
    private static final int RESULT_LOST = 7;
    private static final int KILLED = 8;
    private static final int KILLED_OTHER = 9;
    private static final int SIZE = 10;

    private static final int DONE = 50;

    /// What the parent wants of the unit meanwhile.
    private enum Wish {
        NOTHING,
        REVOKE,
        DOOM
    }

    @ParameterizedTest
    @EnumSource(Wish.class)
    void unitEndsOnceAndIsNeverRunTwice(Wish wish) {
        assertThat(ends(wish))
                .isNotEmpty()
                .allMatch(end -> end[ENDS] + end[AGAIN] == 1, "it has one end, or goes elsewhere")
                .allMatch(end -> end[AGAIN] == 0 || end[RAN] == 0, "elsewhere only if not run")
                .allMatch(end -> end[RESULT_LOST] == 0, "what was committed counts")
                .allMatch(end -> end[KILLED_OTHER] == 0, "a kill meets the unit or nothing");
    }

    @Test
    void modelReachesAllThatMayHappen() {
        assertThat(ends(Wish.NOTHING)).anyMatch(end -> end[AGAIN] == 1);
        assertThat(ends(Wish.NOTHING)).anyMatch(end -> end[RESULT] == 1);
        assertThat(ends(Wish.REVOKE)).anyMatch(end -> end[RAN] == 0 && end[ENDS] == 1);
        assertThat(ends(Wish.DOOM)).anyMatch(end -> end[KILLED] == 1);
        assertThat(ends(Wish.DOOM)).anyMatch(end -> end[KILLED] == 1 && end[RESULT] == 1);
    }

    private static List<int[]> ends(Wish wish) {
        var actors = new ArrayList<Explorer.Actor>();
        actors.add(ClaimsTest::worker);
        actors.add(state -> parent(state, wish));
        actors.add(Explorer.killerOf(WORKER));
        var start = new int[SIZE];
        start[WORD] = State.OFFERED.ordinal();
        return new Explorer(actors).ends(start);
    }

    /// 0 start; 1 run; 2 commit the result; 3 finish; 4 on to the next unit.
    private static boolean worker(int[] state) {
        switch (state[WORKER]) {
            case 0 -> state[WORKER] = move(state, State.OFFERED, State.STARTED) ? 1 : DONE;
            case 1 -> {
                state[RAN]++;
                state[WORKER] = 2;
            }
            case 2 -> {
                state[RESULT] = 1;
                state[WORKER] = 3;
            }
            case 3 -> state[WORKER] = move(state, State.STARTED, State.FINISHED) ? 4 : 60;
            case 4 -> state[WORKER] = DONE;
            default -> {
                return false; // ended, or doomed and waiting for it
            }
        }
        return true;
    }

    /// 0 carry out the wish; 1 kill; 2 hear the result; 3 bury; the last two again and again.
    private static boolean parent(int[] state, Wish wish) {
        switch (state[PARENT]) {
            case 0 -> {
                switch (wish) {
                    case NOTHING -> state[PARENT] = 2;
                    case REVOKE -> {
                        boolean isBack = move(state, State.OFFERED, State.REVOKED);
                        state[ENDS] += isBack ? 1 : 0;
                        state[PARENT] = isBack ? DONE : 2;
                    }
                    case DOOM -> state[PARENT] = move(state, State.STARTED, State.DOOMED) ? 1 : 2;
                }
            }
            case 1 -> {
                boolean isBeyond = state[WORKER] == 4 || state[WORKER] == DONE;
                state[KILLED_OTHER] += isBeyond ? 1 : 0;
                state[KILLED] = 1;
                state[WORKER] = Explorer.DEAD;
                state[PARENT] = 2;
            }
            case 2 -> {
                if (state[RESULT] == 1) {
                    state[ENDS]++;
                    state[PARENT] = DONE;
                } else if (state[WORKER] == Explorer.DEAD) {
                    state[PARENT] = 3;
                } else {
                    return false;
                }
            }
            case 3 -> {
                state[RESULT_LOST] += state[RESULT];
                if (state[WORD] == State.OFFERED.ordinal()) {
                    state[AGAIN]++;
                } else {
                    state[ENDS]++;
                }
                state[PARENT] = DONE;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean move(int[] state, State from, State to) {
        if (state[WORD] != from.ordinal()) {
            return false;
        }
        state[WORD] = to.ordinal();
        return true;
    }
}
