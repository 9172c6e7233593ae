package dev.progeny.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/// Two parties meet: both pass, one of them was the last, and each sees what the other did before.
@JCStressTest
@Outcome(id = "0, 1, 1, 1", expect = Expect.ACCEPTABLE, desc = "the first party came last")
@Outcome(id = "1, 0, 1, 1", expect = Expect.ACCEPTABLE, desc = "the second party came last")
@Outcome(expect = Expect.FORBIDDEN, desc = "one was left behind, or does not see the other's work")
@State
public class BarrierStress {
    private final Rounds rounds = create();
    private int first;
    private int second;

    /// Makes the state; jcstress does.
    public BarrierStress() {}

    private static Rounds create() {
        var memory = Plain.memory(BarrierLayout.byteSize(2));
        var words = new Words(memory);
        words.setRelease(BarrierLayout.PARTIES, 2);
        var bell = Plain.bell(memory, BarrierLayout.BELL);
        return new Rounds(words, Mutex.at(memory, Plain.ALONE), bell, Plain.ALONE);
    }

    /// A party.
    ///
    /// @param result its index, and what it saw of the other one
    @Actor
    public void first(IIII_Result result) {
        first = 1;
        result.r1 = index();
        result.r3 = second;
    }

    /// Another party.
    ///
    /// @param result its index, and what it saw of the other one
    @Actor
    public void second(IIII_Result result) {
        second = 1;
        result.r2 = index();
        result.r4 = first;
    }

    private int index() {
        var passage = rounds.await(null, Patience.ENDLESS);
        return passage.end() == Rounds.End.PASSED ? passage.index() : -1;
    }
}
