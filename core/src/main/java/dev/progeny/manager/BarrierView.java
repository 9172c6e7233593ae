package dev.progeny.manager;

import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/// A managed barrier as its users see it.
final class BarrierView extends Same implements RemoteBarrier, View {
    private static final long serialVersionUID = 1L;

    private final transient BarrierCalls calls;

    BarrierView(BarrierCalls calls) {
        this.calls = calls;
    }

    @Override
    public BarrierCalls calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return calls.await(Patience.ENDLESS);
        } catch (TimeoutException e) {
            throw new AssertionError("an endless wait was too long", e);
        }
    }

    @Override
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return calls.await(Patience.of(timeout));
    }

    @Override
    public void abort() {
        calls.abort();
    }

    @Override
    public void reset() {
        calls.reset();
    }

    @Override
    public boolean isBroken() {
        return calls.isBroken();
    }

    @Override
    public int parties() {
        return calls.parties();
    }

    @Override
    public int numberWaiting() {
        return calls.waiting();
    }
}
