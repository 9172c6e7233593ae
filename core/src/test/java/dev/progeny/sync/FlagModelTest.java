package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.park.Wait;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every interleaving of those who set, clear and await an event, some of whom die.
@Tag("platform-only") // plain memory: the same on every back end
class FlagModelTest {
    private static final long BELL = 50_000;
    private static final long NEWS = 60_000;

    @Test
    void settingReleasesAllWhoWait() {
        var ends = new Exploration(actor -> flag(actor).set(), waiter(), waiter()).ends();

        assertThat(ends).isNotEmpty().allMatch(end -> isSet(end));
    }

    @Test
    void oneThatWaitsIsReleasedEvenIfItIsClearedAtOnce() {
        Exploration.Script pulse =
                actor -> {
                    boolean isAwaited = (actor.get(EventLayout.WORD) & 2) != 0;
                    flag(actor).set();
                    if (isAwaited) { // else whoever comes later would wait for ever, rightly
                        flag(actor).clear();
                    }
                };

        assertThat(new Exploration(pulse, waiter()).ends()).isNotEmpty();
    }

    @Test
    void deathOfOneThatSetsItHoldsUpNobody() {
        Exploration.Script setter = actor -> flag(actor).set();

        var ends = new Exploration(setter, setter, waiter()).withDeaths(1, 1).ends();

        assertThat(ends).isNotEmpty().allMatch(end -> isSet(end));
    }

    @Test
    void settingWhatIsSetIsSeenByOneThatClearsIt() {
        Exploration.Script teller =
                actor -> {
                    actor.set(NEWS, 1);
                    flag(actor).set();
                };
        Exploration.Script listener =
                actor -> {
                    while (actor.get(NEWS) == 0) {
                        flag(actor).await(Patience.ENDLESS);
                        flag(actor).clear();
                    }
                };

        var ends = new Exploration(teller, listener).startingWith(EventLayout.WORD, 1).ends();

        assertThat(ends).isNotEmpty();
    }

    private static Exploration.Script waiter() {
        return actor ->
                assertThat(flag(actor).await(Patience.ENDLESS)).as("how").isEqualTo(Wait.READY);
    }

    private static boolean isSet(Exploration.State end) {
        return (Actor.word(end.memory(), EventLayout.WORD) & 1) != 0;
    }

    private static Flag flag(Actor actor) {
        return new Flag(actor.words(0), actor.bell(BELL));
    }
}
