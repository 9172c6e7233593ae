package dev.progeny.channel;

import org.junit.jupiter.api.Tag;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The contract holds for the JDK's own queue, so it asks for nothing of our invention.
@Tag("any-os")
class ArrayBlockingQueueTest extends BlockingQueueContract {
    @Override
    protected <E> BlockingQueue<E> create(int capacity) {
        return new ArrayBlockingQueue<>(capacity);
    }
}
