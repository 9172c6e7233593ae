package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.codec.UnsendableException;
import dev.progeny.process.ChildProcess;
import dev.progeny.shm.SharedMemory;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.Serializable;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/// Queues between processes.
@Tag("process")
@ExtendWith(NothingLeft.class)
class SharedQueueTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static <T> T result(ChildProcess<T> child) throws Exception {
        T result = child.result().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        child.join();
        return result;
    }

    @Test
    void elementsOfParentAndEndedChildComeInOrder() throws Exception { // QUE-03
        try (var queue = SharedQueue.<Integer>create(100)) {
            for (int i = 0; i < 10; i++) {
                queue.put(i);
            }
            var child =
                    ChildProcess.start(
                            () -> {
                                for (int i = 10; i < 20; i++) {
                                    queue.put(i);
                                }
                            });
            child.join();
            var all = new ArrayList<Integer>();
            queue.drainTo(all);
            assertThat(all).containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
            assertThat(queue.isEmpty()).isTrue();
        }
    }

    @Test
    void childMakesAQueueAndAChildOfItsOwnAndEndsNormally() throws Exception { // PRC-22
        var child = ChildProcess.start(SharedQueueTest::heardFromAGrandchild);
        assertThat(child.result().get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(42);
        assertThat(child.join().isSuccess()).isTrue();
    }

    private static int heardFromAGrandchild() throws Exception {
        try (var queue = SharedQueue.<Integer>create(1)) {
            var grandchild = ChildProcess.start(() -> queue.put(42));
            int heard = queue.take();
            grandchild.join();
            return heard;
        }
    }

    @Test
    void emptinessIsSeenAcrossProcesses() throws Exception { // QUE-12
        try (var queue = SharedQueue.<String>create(10)) {
            var child =
                    ChildProcess.start(
                            () -> {
                                boolean before = queue.isEmpty();
                                queue.put("something");
                                return List.of(before, queue.isEmpty());
                            });
            assertThat(result(child)).containsExactly(true, false);
        }
    }

    @Test
    void joinReturnsAfterAllWasDoneByFourWorkers() throws Exception { // QUE-05
        try (var queue = SharedQueue.<Integer>create(20)) {
            for (int i = 0; i < 10; i++) {
                queue.put(i);
            }
            assertThat(queue.joinTasks(Duration.ZERO)).isFalse();
            var workers = new ArrayList<ChildProcess<Integer>>();
            for (int i = 0; i < 4; i++) {
                workers.add(ChildProcess.start(() -> workUntilStopped(queue)));
            }
            assertThat(queue.joinTasks(PATIENCE)).isTrue();
            for (int i = 0; i < 4; i++) {
                queue.put(-1);
            }
            int worked = 0;
            for (var worker : workers) {
                worked += result(worker);
            }
            assertThat(worked).isEqualTo(10);
            for (int i = 0; i < 4; i++) {
                queue.taskDone();
            }
            assertThatThrownBy(queue::taskDone).isInstanceOf(IllegalStateException.class);
        }
    }

    private static int workUntilStopped(SharedQueue<Integer> queue) throws InterruptedException {
        int worked = 0;
        while (queue.take() >= 0) {
            queue.taskDone();
            worked++;
        }
        return worked;
    }

    private record Unsendable(Thread thread) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void whatCannotBeSentIsThrownWhereItIsPut() throws Exception { // QUE-07, QUE-08
        try (var queue = SharedQueue.<Object>create(10)) {
            assertThatThrownBy(() -> queue.put(new Unsendable(Thread.currentThread())))
                    .isInstanceOf(UnsendableException.class)
                    .hasMessageContaining("Thread");
            queue.put("next");
            assertThat(queue.take()).isEqualTo("next");
        }
    }

    private record Poison(int x) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Poison {
            if (x == 13) {
                throw new IllegalArgumentException("bad luck");
            }
        }
    }

    private static Poison poison() throws Exception {
        var poison = new Poison(1);
        return poison;
    }

    /// A value that can be written and not be read.
    private static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            throw new IllegalStateException("cannot be read");
        }
    }

    @Test
    void elementThatCannotBeReadFailsItsTakeAlone() throws Exception { // X-QUE-03
        try (var queue = SharedQueue.<Object>create(10)) {
            queue.put(new Unreadable());
            queue.put(poison());
            assertThatThrownBy(queue::take).hasStackTraceContaining("cannot be read");
            assertThat(queue.take()).isEqualTo(new Poison(1));
        }
    }

    @Test
    void closedQueueRefusesAllInTheSameWay() throws Exception { // QUE-09, QUE-10, QUE-11, QUE-13
        var queue = SharedQueue.<Integer>create(10);
        queue.put(1);
        queue.close();
        queue.close();
        List<Attempt> all =
                List.of(
                        () -> queue.put(1),
                        () -> queue.offer(1),
                        () -> queue.offer(1, 1, TimeUnit.SECONDS),
                        () -> queue.offer(1, PATIENCE),
                        () -> queue.add(1),
                        queue::take,
                        queue::poll,
                        () -> queue.poll(1, TimeUnit.SECONDS),
                        () -> queue.poll(PATIENCE),
                        queue::remove,
                        queue::peek,
                        queue::element,
                        () -> assertThat(queue.isEmpty()).isTrue(),
                        () -> assertThat(queue.size()).isZero(),
                        () -> assertThat(queue.remainingCapacity()).isZero(),
                        () -> assertThat(queue.iterator()).isNull(),
                        queue::clear,
                        () -> assertThat(queue.contains(1)).isTrue(),
                        () -> queue.drainTo(new ArrayList<>()),
                        queue::taskDone,
                        queue::joinTasks,
                        () -> queue.joinTasks(PATIENCE),
                        queue::shutdown,
                        queue::isShutdown,
                        () -> queue.producers().enter(),
                        () -> queue.consumers().count(),
                        () -> Connection.awaitReadable(List.of(queue), PATIENCE));
        for (var attempt : all) {
            assertThatThrownBy(attempt::run)
                    .isInstanceOf(QueueClosedException.class)
                    .hasMessageContaining("was closed by this process");
        }
        assertThat(queue).hasToString("SharedQueue[closed]");
    }

    @Test
    void shutdownLetsTakersDrainAndEndsPuttersAtOnce() throws Exception {
        try (var queue = SharedQueue.<Integer>create(2)) {
            queue.put(1);
            queue.put(2);
            var child = ChildProcess.start(() -> outcome(() -> queue.put(3)));
            var thrown = new AtomicReference<String>();
            var here = Thread.ofVirtual().start(() -> thrown.set(outcome(() -> queue.put(4))));
            queue.shutdown();
            here.join(PATIENCE);
            assertThat(thrown.get()).contains("QueueClosedException");
            assertThat(result(child)).contains("QueueClosedException");
            assertThat(queue.isShutdown()).isTrue();
            assertThat(queue.take()).isEqualTo(1);
            assertThat(queue.poll()).isEqualTo(2);
            assertThatThrownBy(queue::poll).isInstanceOf(QueueClosedException.class);
            assertThatThrownBy(queue::take).isInstanceOf(QueueClosedException.class);
        }
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private static String outcome(Attempt attempt) {
        try {
            attempt.run();
            return "done";
        } catch (Exception e) {
            return e.toString();
        }
    }

    @Test
    void closeEndsWaitsHereAndInOtherProcesses() throws Exception { // X-QUE-02
        var queue = SharedQueue.<Integer>create(1);
        queue.put(1);
        try (var ready = SharedQueue.<Integer>create(1)) {
            var child =
                    ChildProcess.start(
                            () -> {
                                ready.put(1);
                                return outcome(() -> queue.put(2));
                            });
            var thrown = new AtomicReference<String>();
            var here = Thread.ofPlatform().start(() -> thrown.set(outcome(() -> queue.put(3))));
            ready.take();
            Awaitility.await().until(() -> here.getState() != Thread.State.NEW);

            queue.close();

            here.join(PATIENCE);
            assertThat(thrown.get()).contains("QueueClosedException");
            assertThat(result(child)).contains("QueueClosedException");
        }
    }

    @Test
    void largeElementsTravelWholeBothWays() throws Exception {
        try (var there = SharedQueue.<Object>create(4, 1 << 16);
                var back = SharedQueue.<Object>create(4, 1 << 16)) {
            var child =
                    ChildProcess.start(
                            () -> {
                                for (int i = 0; i < 4; i++) {
                                    back.put(there.take());
                                }
                            });
            var numbers = new double[1 << 20];
            numbers[77] = 7;
            var text = "x".repeat(300_000);
            there.put(numbers);
            there.put(text);
            there.put(new long[] {1, 2});
            there.put(List.of(new int[1 << 19].length, text));
            assertThat(back.take()).isEqualTo(numbers);
            assertThat(back.take()).isEqualTo(text);
            assertThat(back.take()).isEqualTo(new long[] {1, 2});
            assertThat(back.take()).isEqualTo(List.of(1 << 19, text));
            child.join();
        }
    }

    @Test
    void queueTravelsThroughAQueue() throws Exception {
        try (var outer = SharedQueue.<SharedQueue<String>>create(1);
                var inner = SharedQueue.<String>create(1)) {
            var child = ChildProcess.start(() -> outer.take().put("through both"));
            outer.put(inner);
            assertThat(inner.take()).isEqualTo("through both");
            child.join();
        }
    }

    @Test
    void wrongSizesAreRefused() {
        assertThatThrownBy(() -> SharedQueue.create(1 << 27))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SharedQueue.create(1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unreadLargeElementsGoWithTheQueue() throws Exception {
        try (var queue = SharedQueue.<byte[]>create(4, 1 << 16)) {
            queue.put(new byte[1 << 20]);
            queue.put(new byte[1 << 20]);
            queue.clear();
            queue.put(new byte[1 << 20]);
        } // NothingLeft finds files of the portable back end
        assertThat(ChildProcess.active()).isEmpty();
    }

    @Test
    void sharedObjectInAnElementOutlivesItsMakerAndGoesWithTheQueueIfNobodyTakesIt()
            throws Exception {
        try (var queue = SharedQueue.<SharedMemory>create(4)) {
            var child = ChildProcess.start(() -> putMemories(queue));
            child.result().get(30, TimeUnit.SECONDS);
            child.join();
            try (var memory = queue.take()) {
                assertThat(memory.segment().get(ValueLayout.JAVA_BYTE, 1 << 19))
                        .isEqualTo((byte) 7);
            }
            assertThat(queue.size()).isEqualTo(1);
        } // NothingLeft finds files of the portable back end
    }

    private static void putMemories(SharedQueue<SharedMemory> queue) throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            var memory = SharedMemory.create(1 << 20);
            memory.segment().fill((byte) 7);
            queue.put(memory);
        }
    }

    /// The queue in itself would keep itself for ever, if that counted as being on its way.
    @Test
    void queueInItselfIsTakenOrGoes() throws Exception {
        try (var queue = SharedQueue.<SharedQueue<?>>create(4, 1 << 20)) {
            queue.put(queue);
            queue.put(queue);
            try (var taken = queue.take()) {
                assertThat(taken.size()).isEqualTo(1);
            }
        } // NothingLeft finds files of the portable back end
    }
}
