package dev.progeny.manager;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// The contract holds for the JDK's own lock, so it asks for nothing of our invention.
class ReentrantLockTest extends LockContract {
    @Override
    Lock create() {
        return new ReentrantLock();
    }
}
