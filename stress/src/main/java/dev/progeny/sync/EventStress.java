package dev.progeny.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// An event that is set already is set again with news, while another thread clears it and then
/// looks for news: it sees them, or the event is set for it again.
@JCStressTest
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "cleared first; set for it again")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "cleared last; the news are there")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "cleared first, and saw the news")
@Outcome(expect = Expect.FORBIDDEN, desc = "the news are told to nobody")
@State
public class EventStress {
    private final Flag flag = create();
    private int news;

    /// Makes the state; jcstress does.
    public EventStress() {}

    private static Flag create() {
        var memory = Plain.memory(EventLayout.LAYOUT.byteSize());
        var flag = new Flag(new Words(memory), Plain.bell(memory, EventLayout.BELL));
        flag.set();
        return flag;
    }

    /// Has news.
    @Actor
    public void tell() {
        news = 1;
        flag.set();
    }

    /// Looks for news.
    ///
    /// @param result whether there were any
    @Actor
    public void listen(II_Result result) {
        flag.clear();
        result.r1 = news;
    }

    /// Looks how the event is left.
    ///
    /// @param result whether it is set
    @Arbiter
    public void look(II_Result result) {
        result.r2 = flag.isSet() ? 1 : 0;
    }
}
