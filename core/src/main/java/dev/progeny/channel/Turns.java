package dev.progeny.channel;

import dev.progeny.park.Deadline;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// Lets the threads of this process use one direction of a connection one after the other.
final class Turns {
    private final ReentrantLock lock = new ReentrantLock();

    /// Waits for the turn of this thread.
    ///
    /// @return false if the deadline came first
    boolean begin(Deadline deadline) throws InterruptedException {
        return lock.tryLock() || lock.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
    }

    /// Takes the turn if nobody has it.
    boolean tryBegin() {
        return lock.tryLock();
    }

    /// Waits for the turn through interrupts.
    void beginUninterruptibly() {
        lock.lock();
    }

    void end() {
        lock.unlock();
    }
}
