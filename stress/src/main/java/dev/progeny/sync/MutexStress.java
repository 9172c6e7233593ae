package dev.progeny.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// A plain counter, raised by two threads under a mutex: none gets lost, and the last one sees
/// what the others did.
@JCStressTest
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "each was inside alone; free again")
@Outcome(expect = Expect.FORBIDDEN, desc = "two were inside together, or the mutex is left taken")
@State
public class MutexStress {
    private final Mutex mutex = Mutex.at(Plain.memory(LockLayout.LAYOUT.byteSize()), Plain.ALONE);
    private int counter;

    /// Makes the state; jcstress does.
    public MutexStress() {}

    /// Raises the counter.
    @Actor
    public void first() {
        raise();
    }

    /// Raises the counter.
    @Actor
    public void second() {
        raise();
    }

    /// Looks what has become of it.
    ///
    /// @param result counter, state of the mutex
    @Arbiter
    public void look(II_Result result) {
        result.r1 = counter;
        result.r2 = (int) mutex.word();
    }

    private void raise() {
        long me = mutex.me();
        if (!mutex.takeFree(me)) {
            mutex.takeOver(me);
        }
        counter++;
        if (!mutex.giveUnwaited(me)) {
            mutex.give(me);
        }
    }
}
