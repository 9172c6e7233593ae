package dev.progeny.sync;

import static dev.progeny.sync.Exploration.requireAll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.park.Deadline;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// Every interleaving of the parties of a barrier, one of whom may die, or give up.
@Tag("platform-only") // plain memory: the same on every back end
class RoundsModelTest {
    private static final long BELL = 50_000;
    private static final long NOBODYS = 55_000;
    private static final long PASSED = 60_000;
    private static final long BROKEN = 60_008;
    private static final long ACTED = 60_016;
    private static final Patience IMPATIENT =
            new Patience(Deadline.after(Duration.ofDays(1)), false);

    @Test
    void twoPartiesMakeTwoRounds() {
        var ends =
                start(2, new Exploration(party(2, Patience.ENDLESS), party(2, Patience.ENDLESS)))
                        .ends();

        requireAll(ends, end -> word(end, PASSED) == 4 && word(end, BROKEN) == 0);
    }

    @Test
    void allPassOrNobodyDoes() {
        var ends =
                start(2, new Exploration(party(1, IMPATIENT), party(1, Patience.ENDLESS)))
                        .withTimeouts()
                        .ends();

        requireAll(ends, end -> word(end, PASSED) == 2 || word(end, BROKEN) == 2);
    }

    @Test
    void deathOfAPartyThatHasArrivedBreaksTheRoundForTheOther() {
        Exploration.Script arrivedAndAborts = actor -> rounds(actor).abort();

        var ends =
                start(3, new Exploration(arrivedAndAborts, party(1, Patience.ENDLESS)))
                        .startingWith(BarrierLayout.STATE, 1)
                        .startingWith(BarrierLayout.party(0), 1)
                        .withDeaths(1, 1)
                        .ends();

        requireAll(ends, end -> word(end, BROKEN) == 1);
    }

    @Test
    void partyThatIsLastDoesNotPassWithOneThatDiedBeforeItCame() {
        Exploration.Script dead = actor -> actor.bell(NOBODYS).await(() -> false, Patience.ENDLESS);
        Exploration.Script last =
                actor -> {
                    while (actor.kin().isAlive(1)) {
                        actor.bell(NOBODYS).await(() -> false, Patience.ENDLESS);
                    }
                    party(1, Patience.ENDLESS).run(actor);
                };

        var ends =
                start(2, new Exploration(dead, last))
                        .startingWith(BarrierLayout.STATE, 1)
                        .startingWith(BarrierLayout.party(0), 1)
                        .withDeaths(1, 1)
                        .ends();

        requireAll(ends, end -> word(end, BROKEN) == 1);
    }

    @Test
    void partyThatWasAsleepForManyRoundsIsNotToldHowALaterOneEnded() {
        Exploration.Script others =
                actor -> {
                    boolean hasCome = rounds(actor).waiting() == 1;
                    rounds(actor).abort(); // round 0
                    for (int round = 62; hasCome && round <= 66; round++) { // others pass it
                        actor.set(BarrierLayout.HISTORY, round < 64 ? 1 : 0); // 64 has bit 0 too
                        actor.set(BarrierLayout.STATE, (long) (round + 1) << 20);
                    }
                };
        Exploration.Script sleeper =
                actor -> {
                    var end = rounds(actor).await(null, Patience.ENDLESS).end();
                    assertThat(end).isEqualTo(Rounds.End.BROKEN);
                };

        assertThat(start(2, new Exploration(others, sleeper)).ends()).isNotEmpty();
    }

    @Test
    void oneThatGivesUpWakesTheOthers() {
        var ends =
                start(3, new Exploration(party(1, IMPATIENT), party(1, Patience.ENDLESS)))
                        .withTimeouts()
                        .ends();

        requireAll(ends, end -> word(end, BROKEN) == 2);
    }

    @Test
    void abortAndResetWakeThoseWhoWait() {
        Exploration.Script spoiler =
                actor -> {
                    if (rounds(actor).waiting() == 1) {
                        rounds(actor).reset();
                    } else {
                        rounds(actor).abort();
                    }
                };

        var ends = start(2, new Exploration(party(1, Patience.ENDLESS), spoiler)).ends();

        requireAll(ends, end -> word(end, BROKEN) == 1);
    }

    @Test
    void actionRunsOnceBeforeAnybodyGoesOn() {
        Exploration.Script party =
                actor -> {
                    var end = rounds(actor).await(() -> actor.add(ACTED, 1), Patience.ENDLESS);
                    assertThat(end.end()).isEqualTo(Rounds.End.PASSED);
                    assertThat(actor.get(ACTED)).isEqualTo(1);
                };

        var ends = start(2, new Exploration(party, party)).ends();

        requireAll(ends, end -> word(end, ACTED) == 1);
    }

    @Test
    void threePartiesOfWhomOneDies() {
        var ends =
                start(
                                3,
                                new Exploration(
                                        party(1, Patience.ENDLESS),
                                        party(1, IMPATIENT),
                                        party(1, IMPATIENT)))
                        .withDeaths(1, 1)
                        .withTimeouts()
                        .ends();

        requireAll(
                ends,
                end ->
                        end.actors().get(0).fate() == Exploration.Fate.DEAD
                                || word(end, PASSED) == 3
                                || word(end, BROKEN) == 3);
    }

    private static Exploration start(int parties, Exploration exploration) {
        return exploration.startingWith(BarrierLayout.PARTIES, parties);
    }

    private static Exploration.Script party(int times, Patience patience) {
        return actor -> {
            for (int round = 0; round < times; round++) {
                var end = rounds(actor).await(null, patience).end();
                assertThat(end).isNotEqualTo(Rounds.End.CLOSED);
                actor.add(end == Rounds.End.PASSED ? PASSED : BROKEN, 1);
                actor.beginRound(round + 1);
            }
        };
    }

    private static Rounds rounds(Actor actor) {
        return new Rounds(actor.words(0), actor.simpleMutex(0), actor.bell(BELL), actor.kin());
    }

    private static long word(Exploration.State end, long offset) {
        return Actor.word(end.memory(), offset);
    }
}
