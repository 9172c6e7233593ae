package dev.progeny.sync;

import dev.progeny.park.Wait;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One waits for an event that another one sets: it is woken, and sees what came before.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "woken, and sees it")
@Outcome(expect = Expect.FORBIDDEN, desc = "not woken, or does not see what came before")
@State
public class EventWaitStress {
    private final Flag flag = create();
    private int news;

    /// Makes the state; jcstress does.
    public EventWaitStress() {}

    private static Flag create() {
        var memory = Plain.memory(EventLayout.LAYOUT.byteSize());
        return new Flag(new Words(memory), Plain.bell(memory, EventLayout.BELL));
    }

    /// Has news.
    @Actor
    public void tell() {
        news = 1;
        flag.set();
    }

    /// Waits for news.
    ///
    /// @param result whether it was woken, and what it saw
    @Actor
    public void listen(II_Result result) {
        result.r1 = Plain.toEnd(() -> flag.await(Patience.ENDLESS)) == Wait.READY ? 1 : 0;
        result.r2 = news;
    }
}
