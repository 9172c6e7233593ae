package dev.progeny.manager;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A managed event at its server. Who waits when it is set goes on, though it be cleared at once.
final class EventObject implements EventCalls {
    private final ReentrantLock state = new ReentrantLock();
    private final Condition changed = state.newCondition();
    private boolean isSet;
    private long settings;

    @Override
    public void set() {
        state.lock();
        try {
            isSet = true;
            settings++;
            changed.signalAll();
        } finally {
            state.unlock();
        }
    }

    @Override
    public void clear() {
        state.lock();
        try {
            isSet = false;
        } finally {
            state.unlock();
        }
    }

    @Override
    public boolean isSet() {
        state.lock();
        try {
            return isSet;
        } finally {
            state.unlock();
        }
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        state.lockInterruptibly();
        try {
            long before = settings;
            return Patience.await(changed, nanos, () -> isSet || settings != before);
        } finally {
            state.unlock();
        }
    }
}
