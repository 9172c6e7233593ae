package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.codec.UnsendableException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// `map`, `mapAsync` and `mapBoth`: order, chunks, odd inputs, failures by index.
@Tag("process")
class PoolMapTest extends TwoWorkers {
    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private static List<Integer> squares(int count) {
        return IntStream.range(0, count).map(x -> x * x).boxed().toList();
    }

    private static UnaryOperator<TaskOptions> chunks(int items) {
        return o -> o.withChunkSize(items);
    }

    // POL-02, POL-05, EXE-03
    @Test
    void resultsComeInTheOrderOfTheItems() throws Exception {
        assertThat(pool.map(x -> x * x, numbers(1000))).isEqualTo(squares(1000));
        assertThat(pool.map(chunks(100), x -> x * x, numbers(1000))).isEqualTo(squares(1000));
        assertThat(pool.mapAsync(x -> x * x, numbers(1000)).get(30, TimeUnit.SECONDS))
                .isEqualTo(squares(1000));
        assertThat(pool.mapAsync(chunks(7), x -> x * x, numbers(100)).get(30, TimeUnit.SECONDS))
                .isEqualTo(squares(100));
    }

    // EXE-15, PEB-13
    @Test
    void anyChunkSizeFromOneUpIsRight() throws Exception {
        for (int size : new int[] {1, 2, 6, 39, 40, 50, Integer.MAX_VALUE}) {
            assertThat(pool.map(chunks(size), x -> x * x, numbers(40)))
                    .as("chunks of %d", size)
                    .isEqualTo(squares(40));
        }
        assertThat(pool.map(x -> x * x, numbers(1))).containsExactly(0);
        assertThatThrownBy(() -> pool.map(chunks(0), x -> x, numbers(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("greater than 0");
        assertThatThrownBy(() -> pool.mapAsync(chunks(-1), x -> x, numbers(3)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // POL-03, PEB-13
    @Test
    void mapBothSpreadsPairsAndTheShorterInputDecides() throws Exception {
        assertThat(pool.mapBoth((a, b) -> a * 100 + b, numbers(50), numbers(70)))
                .isEqualTo(IntStream.range(0, 50).map(x -> x * 101).boxed().toList());
        assertThat(pool.mapBoth((a, b) -> a + b, numbers(3), List.<Integer>of())).isEmpty();
        assertThat(pool.mapBoth((a, b) -> a + b, List.<Integer>of(), numbers(3))).isEmpty();
    }

    // POL-08, POL-16, EXE-10
    @Test
    void nothingGivesNothingAtOnce() throws Exception {
        assertThat(pool.map(x -> x, List.of())).isEmpty();
        var async = pool.mapAsync(chunks(1), x -> x, List.of());
        assertThat(async.isDone()).isTrue();
        assertThat(async.join()).isEmpty();
    }

    // POL-06
    @Test
    void aCallbackOfAnAsynchronousMapGetsTheWholeListOnce() throws Exception {
        var calls = new AtomicInteger();
        var seen = new CompletableFuture<List<Integer>>();
        var _ =
                pool.mapAsync(x -> x * x, numbers(100))
                        .whenComplete(
                                (list, thrown) -> {
                                    calls.incrementAndGet();
                                    seen.complete(list);
                                });
        assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo(squares(100));
        assertThat(calls).hasValue(1);
    }

    // POL-21, POL-06
    @Test
    void anErrorCallbackGetsWhatTheTaskThrew() throws Exception {
        var seen = new CompletableFuture<Throwable>();
        var map = pool.mapAsync(PoolMapTest::failAtSeven, numbers(20));
        var _ =
                map.whenComplete(
                        (list, thrown) -> {
                            assertThat(list).isNull();
                            seen.complete(thrown);
                        });
        assertThat(seen.get(30, TimeUnit.SECONDS))
                .isInstanceOf(IOException.class)
                .hasMessage("no 7");
        assertThatThrownBy(map::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    private static int failAtSeven(int x) throws IOException {
        if (x == 7) {
            throw new IOException("no 7");
        }
        return x;
    }

    @Test
    void aFailureNamesTheItem() {
        for (int size : new int[] {1, 3, 20}) {
            assertThatThrownBy(() -> pool.map(chunks(size), PoolMapTest::failAtSeven, numbers(20)))
                    .as("chunks of %d", size)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("item 7 of the map")
                    .hasCauseInstanceOf(IOException.class)
                    .cause()
                    .hasMessage("no 7");
            assertThatThrownBy(
                            () ->
                                    pool.mapAsync(
                                                    chunks(size),
                                                    PoolMapTest::failAtSeven,
                                                    numbers(20))
                                            .get(30, TimeUnit.SECONDS))
                    .as("asynchronously")
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("item 7 of the map")
                    .hasCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void theFirstFailureInTheOrderOfTheItemsCounts() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> pool.map(chunks(1), PoolMapTest::fail, numbers(8)))
                    .hasMessageContaining("item 0 of the map");
            assertThatThrownBy(() -> pool.mapAsync(chunks(2), PoolMapTest::fail, numbers(8)).join())
                    .cause()
                    .hasMessage("no 0");
        }
    }

    private static int fail(int x) {
        throw new IllegalArgumentException("no " + x);
    }

    // POL-07
    @Test
    void anItemThatCannotTravelIsNamedWithItsIndex() throws Exception {
        var items = new ArrayList<Object>(numbers(10));
        items.set(6, new Object());
        for (int size : new int[] {1, 4, 10}) {
            assertThatThrownBy(() -> pool.map(chunks(size), x -> 1, items))
                    .isInstanceOf(UnsendableException.class)
                    .hasMessageContaining("item 6 of the map")
                    .hasMessageContaining("java.lang.Object");
            assertThatThrownBy(() -> pool.mapAsync(chunks(size), x -> 1, items))
                    .isInstanceOf(UnsendableException.class)
                    .hasMessageContaining("item 6 of the map");
        }
        assertThat(pool.map(x -> x * x, numbers(10))).isEqualTo(squares(10));
    }

    @Test
    void aFunctionThatCannotTravelIsRefused() {
        var captured = new Object();
        assertThatThrownBy(() -> pool.map(x -> captured.hashCode(), numbers(3)))
                .isInstanceOf(UnsendableException.class)
                .hasMessageContaining("java.lang.Object");
        assertThatThrownBy(() -> pool.map(null, numbers(3)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.map(x -> x, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.mapAsync(null, numbers(3)))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.mapping(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> pool.apply(null, 1)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void nullItemsAndNullResultsTravel() throws Exception {
        var items = new ArrayList<Integer>();
        items.add(null);
        items.add(1);
        assertThat(pool.map(x -> x == null ? 0 : null, items)).containsExactly(0, null);
    }

    // POL-09, LOK-17, POL-18
    @Test
    void whatTheInputThrowsReachesTheCaller() throws Exception {
        for (int good : new int[] {0, 3}) {
            assertThatThrownBy(() -> pool.map(chunks(1), x -> x, new Input(10, good)))
                    .isExactlyInstanceOf(NoSuchElementException.class)
                    .hasMessage("after " + good)
                    .hasNoCause();
            assertThatThrownBy(() -> pool.mapAsync(chunks(2), x -> x, new Input(10, good)))
                    .isExactlyInstanceOf(NoSuchElementException.class)
                    .hasMessage("after " + good);
        }
        assertThat(pool.map(x -> x * x, numbers(10))).isEqualTo(squares(10));
    }

    // POL-09
    @Test
    void aLengthThatLiesDoesNoHarm() throws Exception {
        for (int length : new int[] {-1, 0, 1, 1000, Integer.MAX_VALUE}) {
            var input = new Liar(length, numbers(20));
            assertThat(pool.map(x -> x * x, input)).isEqualTo(squares(20));
            assertThat(pool.mapAsync(x -> x * x, input).get(30, TimeUnit.SECONDS))
                    .isEqualTo(squares(20));
            assertThat(pool.mapBoth((a, b) -> a * b, input, input)).isEqualTo(squares(20));
        }
    }

    /// Has so many elements as it says, and throws after some.
    private static final class Input extends AbstractCollection<Integer> {
        private final int size;
        private final int good;

        Input(int size, int good) {
            this.size = size;
            this.good = good;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Iterator<Integer> iterator() {
            return IntStream.range(0, size)
                    .map(
                            x -> {
                                if (x >= good) {
                                    throw new NoSuchElementException("after " + good);
                                }
                                return x;
                            })
                    .iterator();
        }
    }

    private static final class Liar extends AbstractCollection<Integer> {
        private final int size;
        private final Collection<Integer> truth;

        Liar(int size, Collection<Integer> truth) {
            this.size = size;
            this.truth = truth;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public Iterator<Integer> iterator() {
            return truth.iterator();
        }
    }

    @Test
    void anInterruptEndsMapAndTakesBackWhatHasNotStarted() throws Exception {
        var started = Gate.in(directory, "started");
        var release = Gate.in(directory, "release");
        var caller = Thread.currentThread();
        Thread.startVirtualThread(
                () -> {
                    try {
                        started.await();
                        caller.interrupt();
                    } catch (InterruptedException e) {
                        throw new AssertionError("nobody interrupts this thread", e);
                    }
                });
        assertThatThrownBy(
                        () ->
                                pool.map(
                                        chunks(1),
                                        x -> {
                                            started.open();
                                            release.await();
                                            return x;
                                        },
                                        numbers(1000)))
                .isInstanceOf(InterruptedException.class);
        release.open();
        awaitIdle();
        assertThat(pool.map(x -> x * x, numbers(10))).isEqualTo(squares(10));
    }

    private static void awaitIdle() {
        Awaitility.await().untilAsserted(() -> assertThat(pool.status().running()).isEqualTo(0));
    }

    @Test
    void cancellingAnAsynchronousMapStopsWhatRuns() throws Exception {
        var started = Gate.in(directory, "started");
        var interrupted = Gate.in(directory, "interrupted");
        var map =
                pool.mapAsync(
                        chunks(1),
                        x -> Errands.waitingForInterrupt(started, interrupted).call(),
                        numbers(100));
        started.await();
        assertThat(map.cancel(true)).isTrue();
        interrupted.await();
        awaitIdle();
        assertThat(pool.map(x -> x * x, numbers(10))).isEqualTo(squares(10));
    }

    @Test
    void aPoolThatIsClosedStillEndsItsAsynchronousMaps() {
        var other = ProcessPool.open(o -> o.withWorkers(2).inProcess());
        var map = other.mapAsync(chunks(1), x -> x * x, numbers(5000));
        other.close();
        assertThat(map.join()).isEqualTo(squares(5000));
    }

    @Test
    void aMapThatHasBegunIsFinishedByAPoolThatIsClosed() throws Exception {
        var other = ProcessPool.open(o -> o.withWorkers(2).inProcess());
        var hasBegun = Gate.in(directory, "begun");
        var closer =
                Thread.startVirtualThread(
                        () -> {
                            hasBegun.pass();
                            other.close();
                        });
        var results =
                other.map(
                        x -> {
                            hasBegun.open();
                            return x * x;
                        },
                        numbers(20_000));
        closer.join();

        assertThat(results).isEqualTo(squares(20_000));
        assertThat(other.isTerminated()).isTrue();
    }

    // POL-17, POL-20
    @Test
    void aPoolThatWasShutDownTakesNoMap() {
        var other = ProcessPool.open(o -> o.withWorkers(1).inProcess());
        other.close();
        assertThatThrownBy(() -> other.map(x -> x, List.of()))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("shut down");
        assertThatThrownBy(() -> other.mapAsync(x -> x, numbers(3)))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> numbers(3).stream().gather(other.mapping(x -> x)).toList())
                .isInstanceOf(RejectedExecutionException.class);
    }
}
