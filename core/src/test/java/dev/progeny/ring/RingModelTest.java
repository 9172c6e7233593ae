package dev.progeny.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.park.BellModel;
import dev.progeny.park.Explorer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Every interleaving of a producer with a consumer, who wait for each other: for frames, and for
/// room in a ring of one frame. Either may die before any step.
class RingModelTest {
    private static final int FRAMES = 3;

    private static final int CONSUMER_BELL = 0;
    private static final int PRODUCER_BELL = 2;
    private static final int TAIL = 4;
    private static final int HEAD = 5;
    private static final int WISH = 6;
    private static final int PRODUCER = 7;
    private static final int PRODUCER_SEEN = 8;
    private static final int CONSUMER = 9;
    private static final int CONSUMER_SEEN = 10;
    private static final int FREED = 11;
    private static final int AFTER_GRANT = 12;
    private static final int STATE = 13;

    private static final int DONE = 99;
    private static final int ASLEEP = 50;
    private static final int RING = 20;

    private boolean looksAfterAsking = true;
    private boolean looksForWishWhenEmpty = true;

    @Test
    void neitherSleepsForEverWhileBothLive() {
        assertThat(ends()).isNotEmpty().allMatch(RingModelTest::isComplete);
    }

    @Test
    void askingWithoutLookingAgainWouldStall() {
        looksAfterAsking = false;

        assertThat(ends()).anyMatch(end -> !isComplete(end));
    }

    @Test
    void waitingWithoutALookForTheWishWouldStall() {
        looksForWishWhenEmpty = false;

        assertThat(ends()).anyMatch(end -> !isComplete(end));
    }

    @Test
    void deadProducerHasPutEachFrameOrNot() {
        var ends = ends(Explorer.killerOf(PRODUCER));

        assertThat(ends)
                .allMatch(end -> end[HEAD] <= end[TAIL] && end[TAIL] <= FRAMES)
                .filteredOn(end -> end[HEAD] < end[TAIL])
                .as("only a slice of sleep, or the look after its death, is between them")
                .allMatch(end -> end[CONSUMER] == ASLEEP && end[TAIL] - end[HEAD] == 1);
    }

    @Test
    void deadConsumerHasTakenEachFrameOrNot() {
        assertThat(ends(Explorer.killerOf(CONSUMER)))
                .allMatch(end -> end[HEAD] <= end[TAIL] && end[TAIL] - end[HEAD] <= 1)
                .anyMatch(end -> end[TAIL] - end[HEAD] == 1)
                .anyMatch(end -> end[HEAD] == FRAMES);
    }

    private List<int[]> ends(Explorer.Actor... more) {
        var actors = new ArrayList<Explorer.Actor>(List.of(more));
        actors.add(this::producer);
        actors.add(this::consumer);
        actors.add(RingModelTest::missedGlance);
        return new Explorer(actors).ends(new int[STATE]);
    }

    private static boolean isComplete(int[] state) {
        return state[PRODUCER] == DONE && state[CONSUMER] == DONE;
    }

    /// 0 look for room; 1 announce; 2 look; 3 ask; 4 look again; 5 sleep; 6 put; 20 to 22 ring.
    private boolean producer(int[] state) {
        boolean hasRoom = state[TAIL] == state[HEAD];
        int at = state[PRODUCER];
        switch (at) {
            case 0 -> state[PRODUCER] = hasRoom ? 6 : 1;
            case 1 -> {
                state[PRODUCER_SEEN] = BellModel.announce(state, PRODUCER_BELL);
                state[PRODUCER] = 2;
            }
            case 2 -> state[PRODUCER] = hasRoom ? 6 : 3;
            case 3 -> {
                state[WISH] = 1;
                state[PRODUCER] = looksAfterAsking ? 4 : 5;
            }
            case 4 -> state[PRODUCER] = hasRoom ? 6 : 5;
            case 5 -> {
                int seen = state[PRODUCER_SEEN];
                boolean sleeps = BellModel.sleep(state, PRODUCER_BELL, seen);
                state[PRODUCER] = sleeps ? ASLEEP : 1;
            }
            case 6 -> {
                state[TAIL]++;
                state[PRODUCER] = RING;
            }
            case RING, RING + 1, RING + 2 -> {
                int next = BellModel.ring(at - RING, state, CONSUMER_BELL);
                int then = state[TAIL] == FRAMES ? DONE : 0;
                state[PRODUCER] = next == BellModel.RUNG ? then : RING + next;
            }
            default -> {
                return wakeUp(state, PRODUCER, PRODUCER_BELL);
            }
        }
        return true;
    }

    /// 0 look for a frame; 1 announce; 2 look again; 3 look for the wish, if room was given since;
    /// 4 sleep; 5 take; 6 glance at the wish; 7 clear the wish; 20 to 22 ring.
    private boolean consumer(int[] state) {
        boolean isReadable = state[TAIL] != state[HEAD];
        int at = state[CONSUMER];
        switch (at) {
            case 0 -> state[CONSUMER] = isReadable ? 5 : emptyThen(state, 1);
            case 1 -> {
                state[CONSUMER_SEEN] = BellModel.announce(state, CONSUMER_BELL);
                state[CONSUMER] = 2;
            }
            case 2 -> state[CONSUMER] = isReadable ? 5 : emptyThen(state, 4);
            case 3 -> {
                state[FREED] = 0;
                state[CONSUMER] = state[WISH] == 1 ? 7 : state[AFTER_GRANT];
            }
            case 4 -> {
                int seen = state[CONSUMER_SEEN];
                boolean sleeps = BellModel.sleep(state, CONSUMER_BELL, seen);
                state[CONSUMER] = sleeps ? ASLEEP : 1;
            }
            case 5 -> {
                state[HEAD]++;
                state[FREED] = 1;
                state[CONSUMER] = 6;
            }
            case 6 -> {
                state[AFTER_GRANT] = state[HEAD] == FRAMES ? DONE : 0;
                state[CONSUMER] = state[WISH] == 1 ? 7 : state[AFTER_GRANT];
            }
            case 7 -> {
                state[WISH] = 0;
                state[CONSUMER] = RING;
            }
            case RING, RING + 1, RING + 2 -> {
                int next = BellModel.ring(at - RING, state, PRODUCER_BELL);
                state[CONSUMER] = next == BellModel.RUNG ? state[AFTER_GRANT] : RING + next;
            }
            default -> {
                return wakeUp(state, CONSUMER, CONSUMER_BELL);
            }
        }
        return true;
    }

    /// The glance has no fence before it, so that it may see the word as it was before.
    private static boolean missedGlance(int[] state) {
        if (state[CONSUMER] != 6) {
            return false;
        }
        state[AFTER_GRANT] = state[HEAD] == FRAMES ? DONE : 0;
        state[CONSUMER] = state[AFTER_GRANT];
        return true;
    }

    private int emptyThen(int[] state, int next) {
        state[AFTER_GRANT] = next;
        return state[FREED] == 1 && looksForWishWhenEmpty ? 3 : next;
    }

    private static boolean wakeUp(int[] state, int counter, int bell) {
        if (state[counter] != ASLEEP || state[bell + 1] == 1) {
            return false;
        }
        state[counter] = 1;
        return true;
    }
}
