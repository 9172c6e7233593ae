package dev.progeny.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// One waits on a condition until there are news, which another one brings, with a signal.
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "it has the news; nobody waits any more")
@Outcome(expect = Expect.FORBIDDEN, desc = "a signal was lost, or a waiter is left in the queue")
@State
public class ConditionStress implements WaitQueue.Guard {
    private final Mutex mutex = Mutex.at(Plain.memory(LockLayout.LAYOUT.byteSize()), Plain.ALONE);
    private final WaitQueue queue = create();
    private int news;

    /// Makes the state; jcstress does.
    public ConditionStress() {}

    private static WaitQueue create() {
        var memory = Plain.memory(ConditionLayout.LAYOUT.byteSize());
        var bell = Plain.bell(memory, ConditionLayout.BELL);
        return new WaitQueue(new Words(memory), bell, Plain.ALONE);
    }

    /// Brings news.
    @Actor
    public void tell() {
        retake(0);
        news = 1;
        queue.signal();
        giveAll();
    }

    /// Waits for news.
    ///
    /// @param result whether it got them
    @Actor
    public void listen(II_Result result) {
        retake(0);
        var end = WaitQueue.End.SIGNALLED;
        while (news == 0 && end == WaitQueue.End.SIGNALLED) {
            end = queue.await(mutex.me(), this, Patience.ENDLESS);
        }
        result.r1 = end == WaitQueue.End.SIGNALLED ? news : -1;
        giveAll();
    }

    /// Looks who waits.
    ///
    /// @param result how many
    @Arbiter
    public void look(II_Result result) {
        result.r2 = queue.waiters();
    }

    @Override
    public int giveAll() {
        mutex.give(mutex.me());
        return 0;
    }

    @Override
    public void retake(int extra) {
        mutex.takeOver(mutex.me());
    }
}
