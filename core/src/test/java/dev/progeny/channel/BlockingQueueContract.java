package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// What [BlockingQueue] promises, for any implementation that is bounded and takes no null.
public abstract class BlockingQueueContract {
    private final List<AutoCloseable> opened = new ArrayList<>();

    protected abstract <E> BlockingQueue<E> create(int capacity);

    protected final <E> BlockingQueue<E> queue(int capacity) {
        BlockingQueue<E> queue = create(capacity);
        if (queue instanceof AutoCloseable closeable) {
            opened.add(closeable);
        }
        return queue;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var queue : opened) {
            queue.close();
        }
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    // QUE-01, QUE-02
    @Test
    void sixFillAQueueOfSixAndSixEmptyIt() throws Exception {
        BlockingQueue<Integer> queue = queue(6);
        queue.put(1);
        assertThat(queue.offer(2)).isTrue();
        assertThat(queue.offer(3, 1, TimeUnit.SECONDS)).isTrue();
        assertThat(queue.add(4)).isTrue();
        queue.put(5);
        queue.put(6);
        assertThat(queue.remainingCapacity()).isZero();
        assertThat(queue.offer(7)).isFalse();
        assertThatThrownBy(() -> queue.add(7)).isInstanceOf(IllegalStateException.class);
        long start = System.nanoTime();
        assertThat(queue.offer(7, 200, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(millisSince(start)).isGreaterThanOrEqualTo(200);

        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.poll()).isEqualTo(2);
        assertThat(queue.poll(1, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(queue.remove()).isEqualTo(4);
        assertThat(queue.element()).isEqualTo(5);
        assertThat(queue.peek()).isEqualTo(5);
        assertThat(queue).hasSize(2).containsExactly(5, 6);
        assertThat(queue.take()).isEqualTo(5);
        assertThat(queue.take()).isEqualTo(6);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.poll()).isNull();
        assertThat(queue.peek()).isNull();
        assertThatThrownBy(queue::remove).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(queue::element).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void pollIsNotEarly() throws Exception { // QUE-06
        BlockingQueue<Integer> queue = queue(1);
        long start = System.nanoTime();
        assertThat(queue.poll(200, TimeUnit.MILLISECONDS)).isNull();
        assertThat(millisSince(start)).isGreaterThanOrEqualTo(200);
    }

    @Test
    void timeoutsAtTheEdgesNeitherWaitNorOverflow() throws Exception { // X-SYN-02
        BlockingQueue<Integer> queue = queue(1);
        for (long none : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThat(queue.poll(none, TimeUnit.DAYS)).isNull();
        }
        assertThat(queue.poll(1, TimeUnit.NANOSECONDS)).isNull();
        queue.put(1);
        assertThat(queue.offer(2, Long.MIN_VALUE, TimeUnit.NANOSECONDS)).isFalse();
        assertThat(queue.poll(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo(1);
        assertThat(queue.offer(2, Long.MAX_VALUE, TimeUnit.NANOSECONDS)).isTrue();
    }

    @Test
    void nullIsRefused() {
        BlockingQueue<Integer> queue = queue(1);
        assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.offer(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.add(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.drainTo(null)).isInstanceOf(NullPointerException.class);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void takerIsWokenByAPutAndPutterByATake() throws Exception {
        BlockingQueue<String> queue = queue(1);
        var taken = new AtomicReference<String>();
        var taker = Thread.ofVirtual().start(() -> taken.set(takeOf(queue)));
        queue.put("a");
        taker.join(Duration.ofSeconds(30));
        assertThat(taken).hasValue("a");

        queue.put("b");
        var putter = Thread.ofPlatform().start(() -> putTo(queue, "c"));
        assertThat(queue.take()).isEqualTo("b");
        putter.join(Duration.ofSeconds(30));
        assertThat(queue.take()).isEqualTo("c");
    }

    private static String takeOf(BlockingQueue<String> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void putTo(BlockingQueue<String> queue, String element) {
        try {
            queue.put(element);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void interruptEndsTheWaitAndLosesNothing() throws Exception { // X-SYN-03
        BlockingQueue<Integer> queue = queue(1);
        requireInterruptible(queue::take);
        requireInterruptible(() -> queue.poll(1, TimeUnit.DAYS));
        queue.put(1);
        requireInterruptible(
                () -> {
                    queue.put(2);
                    return true;
                });
        requireInterruptible(() -> queue.offer(3, 1, TimeUnit.DAYS));
        assertThat(queue.take()).isEqualTo(1);
        assertThat(queue.poll()).isNull();
    }

    private interface Waiting {
        Object run() throws InterruptedException;
    }

    private static void requireInterruptible(Waiting waiting) throws Exception {
        var outcome = new AtomicReference<Throwable>();
        var begun = new CountDownLatch(1);
        var thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    begun.countDown();
                                    try {
                                        outcome.set(new AssertionError("" + waiting.run()));
                                    } catch (InterruptedException e) {
                                        outcome.set(e);
                                    }
                                });
        begun.await();
        thread.interrupt();
        thread.join(Duration.ofSeconds(30));
        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void drainTakesInOrderAndNotMoreThanAsked() throws Exception {
        BlockingQueue<Integer> queue = queue(10);
        for (int i = 0; i < 10; i++) {
            queue.put(i);
        }
        var some = new ArrayList<Integer>();
        assertThat(queue.drainTo(some, 3)).isEqualTo(3);
        assertThat(queue.drainTo(some, 0)).isZero();
        assertThat(queue.drainTo(some)).isEqualTo(7);
        assertThat(some).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThatThrownBy(() -> queue.drainTo(queue)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void collectionViewsShowWhatIsThere() throws Exception {
        BlockingQueue<String> queue = queue(5);
        queue.addAll(List.of("a", "b", "c"));
        assertThat(queue.contains("b")).isTrue();
        assertThat(queue.contains("z")).isFalse();
        assertThat(queue.toArray()).containsExactly("a", "b", "c");
        assertThat(queue.toArray(new String[0])).containsExactly("a", "b", "c");
        assertThat(queue.stream().toList()).containsExactly("a", "b", "c");
        assertThat(queue.size()).isEqualTo(3);
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.remainingCapacity()).isEqualTo(5);
    }

    @Test
    void sizeFollowsPutsAndTakes() throws Exception { // QUE-04
        BlockingQueue<Integer> queue = queue(3);
        var sizes = new ArrayList<Integer>();
        sizes.add(queue.size());
        queue.put(1);
        sizes.add(queue.size());
        queue.put(1);
        sizes.add(queue.size());
        queue.take();
        sizes.add(queue.size());
        queue.take();
        sizes.add(queue.size());
        assertThat(sizes).containsExactly(0, 1, 2, 1, 0);
    }

    @Test
    void capacityBelowOneIsRefused() {
        assertThatThrownBy(() -> queue(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyThreadsPassEachElementOnce() throws Exception {
        BlockingQueue<Integer> queue = queue(7);
        int each = 3000;
        var sums = new long[3];
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            int index = i;
            threads.add(Thread.ofPlatform().start(() -> putNumbers(queue, each)));
            threads.add(Thread.ofVirtual().start(() -> sums[index] = sumOf(queue, each)));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(sums[0] + sums[1] + sums[2]).isEqualTo(3L * each * (each - 1) / 2);
    }

    private static void putNumbers(BlockingQueue<Integer> queue, int count) {
        try {
            for (int number = 0; number < count; number++) {
                queue.put(number);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static long sumOf(BlockingQueue<Integer> queue, int count) {
        try {
            long sum = 0;
            for (int i = 0; i < count; i++) {
                sum += queue.take();
            }
            return sum;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
