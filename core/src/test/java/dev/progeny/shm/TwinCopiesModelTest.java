package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.park.Explorer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Every interleaving of two writers and a reader of [TwinCopies], one access at a time, where a
/// writer dies before any of its accesses. A record is two words, and holds its version.
@Tag("platform-only") // plain memory: the same on every back end
class TwinCopiesModelTest {
    private static final int VERSION = 0;
    private static final int OWNER = 1;
    private static final int COPIES = 2; // two words each
    private static final int FIRST = 6; // program counter, version seen, writes left
    private static final int SECOND = 9;
    private static final int READER = 12; // program counter, version, two words
    private static final int DONE = 9;

    private static final int[] START = {0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 0};

    private static int copy(int version, int word) {
        return COPIES + 2 * (version & 1) + word;
    }

    /// As [TwinCopies#write].
    private static boolean write(int[] s, int at) {
        int version = s[at + 1];
        switch (s[at]) {
            case 0 -> {
                boolean isFree = s[OWNER] == 0 || s[s[OWNER]] == Explorer.DEAD;
                if (!isFree) {
                    return false;
                }
                s[OWNER] = at;
            }
            case 1 -> s[at + 1] = s[VERSION];
            case 2 -> s[copy(version + 1, 0)] = version + 1;
            case 3 -> s[copy(version + 1, 1)] = version + 1;
            case 4 -> s[VERSION] = version + 1;
            case 5 -> {
                s[OWNER] = 0;
                s[at + 2]--;
                s[at] = s[at + 2] > 0 ? -1 : DONE - 1;
            }
            default -> {
                return false;
            }
        }
        s[at]++;
        return true;
    }

    /// As [TwinCopies#read], but without end; looks a second time if it is to.
    private static boolean read(int[] s, boolean isCareful) {
        int version = s[READER + 1];
        switch (s[READER]) {
            case 0 -> s[READER + 1] = s[VERSION];
            case 1 -> s[READER + 2] = s[copy(version, 0)];
            case 2 -> s[READER + 3] = s[copy(version, 1)];
            case 3 -> s[READER] = s[VERSION] == version || !isCareful ? DONE - 1 : -1;
            default -> {
                return false;
            }
        }
        s[READER]++;
        return true;
    }

    private static List<int[]> ends(boolean isCareful) {
        var actors = new ArrayList<Explorer.Actor>();
        actors.add(state -> write(state, FIRST));
        actors.add(state -> write(state, SECOND));
        actors.add(state -> read(state, isCareful));
        actors.add(killerOfTheFirst());
        return new Explorer(actors).ends(START);
    }

    /// Dead ends are the end of the first writer, or its death, whichever comes first.
    private static Explorer.Actor killerOfTheFirst() {
        return state -> state[FIRST] != DONE && Explorer.killerOf(FIRST).step(state);
    }

    private static boolean isWhole(int[] s) {
        int version = s[READER + 1];
        return s[READER + 2] == version && s[READER + 3] == version;
    }

    @Test
    void readerHasAWholeRecordAndTheSurvivorFinishesWhoeverDies() {
        var ends = ends(true);

        assertThat(ends).hasSizeGreaterThan(50);
        assertThat(ends)
                .allSatisfy(
                        s -> {
                            assertThat(s[READER]).isEqualTo(DONE);
                            assertThat(isWhole(s)).isTrue();
                            assertThat(s[SECOND]).as("the survivor").isEqualTo(DONE);
                            int version = s[VERSION];
                            assertThat(s[copy(version, 0)]).isEqualTo(version);
                            assertThat(s[copy(version, 1)]).isEqualTo(version);
                        });
        assertThat(ends).anyMatch(s -> s[FIRST] == Explorer.DEAD);
        assertThat(ends).anyMatch(s -> s[VERSION] == 4 && s[FIRST] == DONE);
    }

    @Test
    void withoutTheSecondLookAReaderWouldSeeHalfARecord() {
        assertThat(ends(false)).anyMatch(s -> !isWhole(s));
    }
}
