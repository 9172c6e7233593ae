package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.BlockingQueueContract;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;

@ExtendWith(NothingLeft.class)
class RemoteQueueTest extends BlockingQueueContract {
    @RegisterExtension final Served served = new Served();

    @Override
    protected <E> BlockingQueue<E> create(int capacity) {
        return served.manager().queue(capacity);
    }

    @Test
    void joinWaitsForAllThatWasPut() throws Exception {
        RemoteQueue<Integer> queue = served.manager().queue(5);
        assertThat(queue.joinTasks(Duration.ZERO)).isTrue();
        queue.put(1);
        assertThat(queue.joinTasks(Duration.ofMillis(20))).isFalse();
        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.joinTasks(Duration.ofMillis(20))).isFalse();
        queue.taskDone();
        assertThat(queue.joinTasks(Duration.ofSeconds(30))).isTrue();
        assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void emptyQueueSaysSoAsTheJdksDoes() { // MGR-13
        RemoteQueue<Integer> queue = served.manager().queue(1);
        assertThat(queue.poll()).isNull();
        assertThatThrownBy(queue::remove).isInstanceOf(java.util.NoSuchElementException.class);
    }

    @Test
    void removalFromTheMiddleIsOneCall() {
        RemoteQueue<Integer> queue = served.manager().queue(5);
        queue.add(1);
        queue.add(2);
        queue.add(3);
        assertThat(queue.remove(2)).isTrue();
        assertThat(queue.removeIf(x -> x == 3)).isTrue();
        assertThat(queue).containsExactly(1);
        assertThat(queue.remainingCapacity()).isEqualTo(4);
    }
}
