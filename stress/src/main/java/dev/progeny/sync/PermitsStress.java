package dev.progeny.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One permit, for which a thread comes twice while another one adds a second: no permit is lost,
/// none is made up.
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "both taken; none left")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the second time came too early")
@Outcome(expect = Expect.FORBIDDEN, desc = "a permit was lost or made up")
@State
public class PermitsStress {
    private final Permits permits = create();

    /// Makes the state; jcstress does.
    public PermitsStress() {}

    private static Permits create() {
        var memory = Plain.memory(SemaphoreLayout.LAYOUT.byteSize());
        var words = new Words(memory);
        Permits.format(words, 1, Integer.MAX_VALUE);
        var mutex = Mutex.at(memory, Plain.ALONE);
        var bell = Plain.bell(memory, SemaphoreLayout.BELL);
        return new Permits(words, mutex, bell, Plain.ALONE);
    }

    /// Comes for a permit, twice.
    ///
    /// @param result how many it got
    @Actor
    public void acquire(II_Result result) {
        result.r1 = (permits.tryAcquire() ? 1 : 0) + (permits.tryAcquire() ? 1 : 0);
    }

    /// Adds one.
    @Actor
    public void release() {
        permits.release();
    }

    /// Counts what is left.
    ///
    /// @param result permits
    @Arbiter
    public void look(II_Result result) {
        result.r2 = permits.available();
    }
}
