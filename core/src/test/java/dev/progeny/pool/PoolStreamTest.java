package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// `mapping` and `mappingUnordered`: lazy, a bounded look-ahead, an early end.
@Tag("process")
class PoolStreamTest extends TwoWorkers {
    private static Stream<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed();
    }

    private static List<Integer> squares(int count) {
        return IntStream.range(0, count).map(x -> x * x).boxed().toList();
    }

    private static UnaryOperator<TaskOptions> chunks(int items) {
        return o -> o.withChunkSize(items);
    }

    private static UnaryOperator<TaskOptions> window(int items) {
        return o -> o.withWindow(items);
    }

    // POL-12
    @Test
    void resultsComeInOrder() {
        assertThat(numbers(1000).gather(pool.mapping(x -> x * x)).toList())
                .isEqualTo(squares(1000));
        assertThat(numbers(1000).gather(pool.mapping(chunks(100), x -> x * x)).toList())
                .isEqualTo(squares(1000));
    }

    // POL-13
    @Test
    void unorderedResultsAreAllThere() {
        assertThat(numbers(1000).gather(pool.mappingUnordered(x -> x * x)).toList())
                .containsExactlyInAnyOrderElementsOf(squares(1000));
        assertThat(numbers(1000).gather(pool.mappingUnordered(chunks(53), x -> x * x)).toList())
                .containsExactlyInAnyOrderElementsOf(squares(1000));
    }

    // POL-13
    @Test
    void anUnorderedResultDoesNotWaitForTheOneBefore() {
        var release = Gate.in(directory, "release");
        var first =
                numbers(2)
                        .gather(
                                pool.mappingUnordered(
                                        x -> {
                                            if (x == 0) {
                                                release.await();
                                            }
                                            return x;
                                        }))
                        .peek(x -> release.open())
                        .toList();
        assertThat(first).containsExactly(1, 0);
    }

    // POL-16
    @Test
    void nothingGivesNothing() {
        assertThat(Stream.<Integer>of().gather(pool.mapping(x -> x)).toList()).isEmpty();
        assertThat(Stream.<Integer>of().gather(pool.mappingUnordered(x -> x)).toList()).isEmpty();
    }

    // EXE-07
    @Test
    void aWindowOfNothingIsRefused() {
        assertThatThrownBy(() -> pool.mapping(window(0), x -> x))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("greater than 0");
        assertThatThrownBy(() -> pool.mappingUnordered(window(-1), x -> x))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.mapping(chunks(0), x -> x))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // EXE-08
    @Test
    void anyWindowIsRight() {
        for (int size : new int[] {1, 2, 40, 80}) {
            assertThat(numbers(40).gather(pool.mapping(window(size), x -> x * x)).toList())
                    .isEqualTo(squares(40));
            assertThat(
                            numbers(40)
                                    .gather(
                                            pool.mapping(
                                                    o -> o.withWindow(size).withChunkSize(7),
                                                    x -> x * x))
                                    .toList())
                    .isEqualTo(squares(40));
        }
    }

    // EXE-09
    // PAIN-17
    @Test
    void anEndlessStreamIsPulledNoFurtherThanItsWindow() {
        var pulled = new AtomicInteger();
        var results =
                Stream.generate(pulled::getAndIncrement)
                        .gather(pool.mapping(window(2), x -> x * x))
                        .limit(10)
                        .toList();
        assertThat(results).isEqualTo(squares(10));
        assertThat(pulled.get()).isBetween(10, 12);
    }

    // EXE-09
    // PAIN-17
    @Test
    void theDefaultWindowIsBounded() {
        var pulled = new AtomicInteger();
        var first =
                Stream.generate(pulled::getAndIncrement)
                        .gather(pool.mapping(x -> x * x))
                        .findFirst();
        assertThat(first).contains(0);
        assertThat(pulled.get()).isLessThanOrEqualTo(32);
    }

    // EXE-06, EXE-08
    @Test
    void anEarlyEndCancelsWhatIsOut() {
        var started = Gate.in(directory, "started");
        var interrupted = Gate.in(directory, "interrupted");
        var first =
                Stream.iterate(0, x -> x + 1)
                        .gather(pool.mapping(x -> firstIsFast(x, started, interrupted)))
                        .findFirst();
        assertThat(first).contains(0);
        Awaitility.await().untilAsserted(() -> assertThat(pool.status().running()).isEqualTo(0));
        assertThat(numbers(10).gather(pool.mapping(x -> x * x)).toList()).isEqualTo(squares(10));
    }

    private static int firstIsFast(int x, Gate started, Gate interrupted) throws Exception {
        if (x == 0) {
            started.await();
            return 0;
        }
        Errands.<Integer>waitingForInterrupt(started, interrupted).call();
        return x;
    }

    @Test
    void aResultDoesNotWaitForTheWindowToFill() throws Exception {
        var source = new SynchronousQueue<Integer>();
        var sink = new SynchronousQueue<Integer>();
        var consumer =
                Thread.startVirtualThread(
                        () ->
                                Stream.generate(() -> take(source))
                                        .gather(pool.mapping(x -> x * x))
                                        .limit(1)
                                        .forEach(x -> put(sink, x)));
        Integer result = null;
        int next = 5;
        while (result == null && next < 30) {
            if (source.offer(next, 100, TimeUnit.MILLISECONDS)) { // or it waits for the sink by now
                next++;
            }
            result = sink.poll(100, TimeUnit.MILLISECONDS);
        }
        assertThat(result).isEqualTo(25);
        consumer.join();
    }

    private static int take(SynchronousQueue<Integer> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    private static void put(SynchronousQueue<Integer> queue, int value) {
        try {
            queue.put(value);
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }

    // EXE-04
    @Test
    void aFailureComesWhenItsTurnComesAndNamesTheItem() {
        for (int size : new int[] {1, 3}) {
            var seen = new ArrayList<Integer>();
            assertThatThrownBy(
                            () ->
                                    numbers(100)
                                            .gather(pool.mapping(chunks(size), PoolStreamTest::bad))
                                            .forEach(seen::add))
                    .isInstanceOf(CompletionException.class)
                    .hasMessageContaining("item 5 of the map")
                    .hasCauseInstanceOf(IOException.class);
            assertThat(seen).containsExactly(0, 1, 2, 3, 4);
        }
        assertThat(numbers(10).gather(pool.mapping(x -> x * x)).toList()).isEqualTo(squares(10));
    }

    private static int bad(int x) throws IOException {
        if (x == 5) {
            throw new IOException("no 5");
        }
        return x;
    }

    @Test
    void aGathererServesManyStreams() {
        var squaring = pool.<Integer, Integer>mapping(x -> x * x);
        for (int i = 0; i < 3; i++) {
            assertThat(numbers(20).gather(squaring).toList()).isEqualTo(squares(20));
        }
        assertThat(numbers(200).parallel().gather(squaring).toList()).isEqualTo(squares(200));
    }

    @Test
    void anInterruptEndsTheStream() {
        var release = Gate.in(directory, "release");
        Thread.currentThread().interrupt();
        assertThatThrownBy(
                        () ->
                                numbers(5)
                                        .gather(
                                                pool.mapping(
                                                        x -> {
                                                            release.await();
                                                            return x;
                                                        }))
                                        .toList())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        Awaitility.await().untilAsserted(() -> assertThat(pool.status().running()).isEqualTo(0));
    }

    // EXE-05, PEB-12
    @Test
    void aLateItemEndsTheStreamAfterTheResultsBeforeIt() {
        var delivered = new ArrayList<Integer>();
        var ran = Gate.in(directory, "ran");

        assertThatThrownBy(
                        () ->
                                Stream.of(0, 1, 6, 7, 8)
                                        .gather(
                                                pool.mapping(
                                                        o ->
                                                                o.withWindow(2)
                                                                        .withTimeout(
                                                                                Duration.ofMillis(
                                                                                        300)),
                                                        x -> {
                                                            if (x == 6) {
                                                                new CountDownLatch(1).await();
                                                            }
                                                            if (x == 8) {
                                                                ran.open();
                                                            }
                                                            return x;
                                                        }))
                                        .forEach(delivered::add))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TaskTimeoutException.class)
                .hasMessageContaining("item 2 ");

        assertThat(delivered).containsExactly(0, 1);
        assertThat(ran.isOpen()).isFalse();
    }
}
