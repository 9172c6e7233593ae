package dev.progeny.sync;

import org.junit.jupiter.api.Tag;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// The contract holds for the JDK's own lock, so it asks for nothing of our invention.
@Tag("any-os")
class ReentrantLockTest extends LockContract {
    @Override
    protected Lock create() {
        return new ReentrantLock();
    }
}
