package dev.progeny.sync;

import org.junit.jupiter.api.Tag;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// The contract holds for the JDK's own conditions, so it asks for nothing of our invention.
@Tag("any-os")
class ReentrantLockConditionTest extends ConditionContract {
    @Override
    protected Lock create() {
        return new ReentrantLock();
    }
}
