package dev.progeny.channel;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The contract holds for the JDK's own queue, so it asks for nothing of our invention.
class ArrayBlockingQueueTest extends BlockingQueueContract {
    @Override
    protected <E> BlockingQueue<E> create(int capacity) {
        return new ArrayBlockingQueue<>(capacity);
    }
}
