package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.concurrent.BlockingQueue;

/// Our queue keeps the contract, but for what it says it does not support.
@ExtendWith(NothingLeft.class)
class SharedQueueContractTest extends BlockingQueueContract {
    @Override
    protected <E> BlockingQueue<E> create(int capacity) {
        return SharedQueue.create(capacity);
    }

    @Test
    void removingFromTheMiddleIsRefused() throws Exception {
        BlockingQueue<Integer> queue = queue(3);
        queue.put(1);
        var iterator = queue.iterator();
        assertThat(iterator.next()).isEqualTo(1);

        assertThatThrownBy(iterator::remove).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> queue.remove(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(queue.take()).isEqualTo(1);
    }
}
