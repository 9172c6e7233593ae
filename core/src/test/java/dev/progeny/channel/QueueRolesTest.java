package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.family.Stamp;
import dev.progeny.os.Os;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Pain 24: a queue knows when nobody is left who would put or take, if it was told who they are.
@ExtendWith(NothingLeft.class)
class QueueRolesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(100);

    /// What a busy machine may add to the 100 ms that are promised.
    private static final Duration SLACK = Duration.ofMillis(400);

    @Test
    void lastProducerEndsTheQueueForTakers() throws Exception {
        try (var queue = SharedQueue.<Integer>create(4)) {
            var first = queue.producers().enter();
            var second = queue.producers().enter();
            queue.put(1);
            first.close();
            first.close();
            assertThat(queue.producers().count()).isOne();
            assertThat(queue.isShutdown()).isFalse();
            second.close();

            assertThat(queue.isShutdown()).isTrue();
            assertThat(queue.take()).isEqualTo(1);
            assertThatThrownBy(queue::take)
                    .isInstanceOf(QueueClosedException.class)
                    .hasMessageContaining("producers");
            assertThatThrownBy(() -> queue.put(2)).isInstanceOf(QueueClosedException.class);
            assertThatThrownBy(() -> queue.producers().enter())
                    .isInstanceOf(QueueClosedException.class);
        }
    }

    @Test
    void lastConsumerEndsTheQueueForPuttersAndJoiners() throws Exception {
        try (var queue = SharedQueue.<Integer>create(1)) {
            var consumer = queue.consumers().enter();
            queue.put(1);
            var putter = ConnectionContract.inBackground(() -> queue.put(2));
            var joiner = ConnectionContract.inBackground(queue::joinTasks);
            assertThat(queue.joinTasks(SOON)).isFalse();
            consumer.close();
            for (var waiting : List.of(putter, joiner)) {
                assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(QueueClosedException.class)
                        .hasMessageContaining("consumers");
            }
            assertThat(queue.take()).isEqualTo(1);
        }
    }

    @Test
    void nobodyDeclaredIsNobodyAwaited() throws Exception {
        try (var queue = SharedQueue.<Integer>create(1)) {
            assertThat(queue.poll(SOON)).isNull();
            assertThat(queue.isShutdown()).isFalse();
            assertThat(queue.producers().count()).isZero();
        }
    }

    @Test
    void closingTheQueueTakesTheDeclarationsOfThisObjectBack() throws Exception {
        var queue = SharedQueue.<Integer>create(1);
        var entered = queue.consumers().enter();
        queue.close();
        entered.close();
        assertThatThrownBy(() -> queue.consumers().enter())
                .isInstanceOf(QueueClosedException.class);
        assertThat(queue.consumers()).hasToString("consumers[closed]");
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void killedProducerIsGoneWithinATenthOfASecond() throws Exception {
        try (var queue = SharedQueue.<Integer>create(4)) {
            var ready = queue.producers().enter();
            var child =
                    ChildProcess.start(
                            () -> {
                                try (var _ = queue.producers().enter()) {
                                    queue.put(1);
                                    Thread.currentThread().join();
                                }
                            });
            assertThat(queue.take()).isEqualTo(1);
            ready.close();
            assertThat(queue.poll(SOON)).isNull();
            var end = new CompletableFuture<Long>();
            var taker =
                    ConnectionContract.inBackground(
                            () -> {
                                try {
                                    queue.take();
                                } catch (QueueClosedException e) {
                                    end.complete(System.nanoTime());
                                }
                            });
            child.kill();
            child.join();
            long gone = System.nanoTime();

            assertThat(Duration.ofNanos(end.get(10, TimeUnit.SECONDS) - gone))
                    .isLessThan(SOON.plus(SLACK));
            taker.get(10, TimeUnit.SECONDS);
            child.close();
        }
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void killedConsumerEndsAPutAndAMixedWait() throws Exception {
        try (var queue = SharedQueue.<Integer>create(1);
                var other = SharedQueue.<Integer>create(1)) {
            var child = ChildProcess.start(() -> Thread.currentThread().join());
            queue.consumers().enter(child.toHandle());
            other.producers().enter(child.toHandle());
            queue.put(1);
            assertThat(queue.offer(2, SOON)).isFalse();
            assertThat(Connection.awaitReadable(List.of(other), SOON)).isEmpty();
            var putter = ConnectionContract.inBackground(() -> queue.put(2));
            child.kill();

            assertThat(Connection.awaitReadable(List.of(other), PATIENCE)).containsExactly(other);
            assertThatThrownBy(() -> putter.get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(QueueClosedException.class);
            assertThatThrownBy(other::poll).isInstanceOf(QueueClosedException.class);
            child.close();
        }
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void producersThatDieBeforeTheirTaskCountAsGoneToo() throws Exception {
        try (var queue = SharedQueue.<Integer>create(4)) {
            var children = new ArrayList<ChildProcess<Void>>();
            try (var _ = queue.producers().enter()) {
                for (int i = 0; i < 4; i++) {
                    int number = i;
                    var child = ChildProcess.start(() -> queue.put(number));
                    queue.producers().enter(child.toHandle());
                    children.add(child);
                }
                children.get(0).kill();
                assertThat(queue.producers().count()).isBetween(1, 5);
            }
            var taken = new ArrayList<Integer>();
            try {
                while (true) {
                    taken.add(queue.take());
                }
            } catch (QueueClosedException e) {
                assertThat(e).hasMessageContaining("none of its declared producers is left");
            }
            assertThat(taken).contains(1, 2, 3).hasSizeBetween(3, 4);
            children.forEach(ChildProcess::close);
        }
    }

    @Test
    void declaringOneWhoHasEndedMakesTheQueueCare() throws Exception {
        var gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor()).isZero();
        try (var queue = SharedQueue.<Integer>create(1)) {
            queue.producers().enter(gone.toHandle());
            assertThatThrownBy(() -> queue.poll(PATIENCE)).isInstanceOf(QueueClosedException.class);
        }
    }

    @Test
    void rowsOfTheDeadAreUsedAgain() {
        try (var arena = Arena.ofConfined()) {
            var memory = arena.allocate(RoleTable.LAYOUT.byteSize(), 128);
            var table = new RoleTable(memory, Os.current());
            assertThat(table.isUsed() || table.isOver()).isFalse();
            for (int i = 1; i <= 2 * RoleTable.MOST; i++) {
                assertThat(table.enter(i)).as("a dead one, number %d", i).isTrue();
            }
            assertThat(table.living()).isZero();
            assertThat(table.isOver()).isTrue();
            long self = Stamp.of(Os.current().self());
            for (int i = 0; i < 2; i++) {
                assertThat(table.enter(self)).isTrue();
            }
            table.leave();
            assertThat(table.isOver()).isFalse();
            assertThat(table.living()).isOne();
            table.leave();
            assertThat(table.isOver()).isTrue();
        }
    }
}
