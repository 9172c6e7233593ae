package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.progeny.codec.UnsendableException;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteTaskException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Single tasks: what they get, give and throw, and what is kept of them.
@Tag("process")
@Tag("each-start")
class PoolTaskTest extends TwoWorkers {
    private static Throwable thrownBy(RemoteCallable<?> task) {
        var failure = catchThrowable(() -> ask(pool.submit(task)));
        assertThat(failure).isInstanceOf(ExecutionException.class);
        return failure.getCause();
    }

    // POL-01, POL-04, POL-10, EXE-01
    @Test
    void aTaskGivesItsValue() throws Exception {
        var square = pool.apply(x -> x * x, 7);
        assertThat(ask(square)).isEqualTo(49);
        assertThat(ask(pool.submit(() -> "value"))).isEqualTo("value");
        assertThat(pool.call(() -> 6 * 7)).isEqualTo(42);
        var values = new ArrayList<CompletableFuture<Integer>>();
        for (int i = 0; i < 100; i++) {
            values.add(pool.apply(x -> x * x, i));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(ask(values.get(i))).isEqualTo(i * i);
        }
    }

    // POL-11, FUT-18
    @Test
    void getWithATimeoutGivesUpInTime() throws Exception {
        var release = Gate.in(directory, "release");
        var future = pool.submit(Errands.meeting(Gate.in(directory, "started"), release, "end"));
        long start = System.nanoTime();
        assertThatThrownBy(() -> future.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000);
        release.open();
        assertThat(ask(future)).isEqualTo("end");
    }

    static final class Torn extends Exception {
        private static final long serialVersionUID = 1L;
        final int line;
        final ArrayList<String> words;

        Torn(String message, int line, List<String> words) {
            super(message);
            this.line = line;
            this.words = new ArrayList<>(words);
        }
    }

    private static int tear() throws Torn {
        var torn = new Torn("torn", 17, List.of("a", "b"));
        torn.initCause(new IOException("inner"));
        torn.addSuppressed(new IllegalStateException("beside"));
        throw torn;
    }

    // POL-18, EXE-16
    @Test
    void anExceptionKeepsItsTypeItsFieldsAndTheFramesOfTheWorker() {
        var thrown = thrownBy(PoolTaskTest::tear);
        assertThat(thrown).isExactlyInstanceOf(Torn.class).hasMessage("torn");
        assertThat(((Torn) thrown).line).isEqualTo(17);
        assertThat(((Torn) thrown).words).containsExactly("a", "b");
        assertThat(thrown.getCause()).isInstanceOf(IOException.class).hasMessage("inner");
        assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(RuntimeException.class);
        assertThat(thrown.getStackTrace())
                .anyMatch(f -> f.getMethodName().equals("tear"))
                .anyMatch(f -> f.getClassName().endsWith("WorkerLoop"));
        var printed = new StringWriter();
        thrown.printStackTrace(new PrintWriter(printed));
        assertThat(printed.toString()).contains("PoolTaskTest.tear", "inner", "beside");
    }

    // POL-18
    @Test
    void eachFailureIsAnExceptionOfItsOwn() {
        var failures =
                IntStream.range(0, 20)
                        .mapToObj(i -> pool.submit(Errands.throwingUnchecked("no " + i)))
                        .map(f -> catchThrowable(() -> ask(f)).getCause())
                        .toList();
        assertThat(failures).doesNotHaveDuplicates();
        assertThat(failures.stream().map(Throwable::getMessage))
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "no " + i).toList());
    }

    // X-EXE-02
    @Test
    void aStackOverflowFailsTheTaskOnly() throws Exception {
        var pids = workerPids();
        var thrown = thrownBy(() -> depth(0));
        assertThat(thrown).isInstanceOf(StackOverflowError.class);
        assertThat(thrown.getStackTrace()).hasSizeBetween(1, 10_000);
        assertThat(workerPids()).isEqualTo(pids);
    }

    private static int depth(int x) {
        return x < 0 ? 0 : depth(x + 1) + 1;
    }

    private static List<Long> workerPids() throws Exception {
        return pool
                .map(o -> o.withChunkSize(1), PoolTaskTest::pidAfterAWhile, List.of(1, 2, 3, 4))
                .stream()
                .distinct()
                .sorted()
                .toList();
    }

    private static long pidAfterAWhile(int ignored) throws InterruptedException {
        Thread.sleep(20); // provokes that the other worker gets its share
        return ProcessHandle.current().pid();
    }

    // X-EXE-03
    @Test
    void anExceptionWhoseClassIsMissingHereIsDescribed() {
        var thrown = thrownBy(PoolTaskTest::throwStranger);
        assertThat(thrown).isInstanceOf(RemoteTaskException.class).hasMessageContaining("odd");
        assertThat(((RemoteTaskException) thrown).remoteClassName()).isEqualTo("Stranger");
        assertThat(((RemoteTaskException) thrown).remoteMessage()).isEqualTo("odd");
        assertThat(thrown.getCause()).isInstanceOf(IOException.class).hasMessage("inner");
        assertThat(thrown.getStackTrace()).anyMatch(f -> f.getMethodName().equals("throwStranger"));
    }

    private static int throwStranger() throws Exception {
        throw Stranger.exception("odd", new IOException("inner"));
    }

    @SuppressWarnings("serial") // that is the point
    record Report(String title, List<Object> rows) implements Serializable {}

    // X-EXE-04
    @Test
    void aResultThatCannotTravelNamesClassAndPath() throws Exception {
        var pids = workerPids();
        var thrown = thrownBy(() -> new Report("t", List.of("fine", new Object())));
        assertThat(thrown)
                .isInstanceOf(UnsendableException.class)
                .hasMessageContaining("java.lang.Object")
                .hasMessageContaining("rows");
        assertThatThrownBy(
                        () ->
                                pool.map(
                                        x -> x.equals(2) ? new Object() : x,
                                        List.<Object>of(0, 1, 2, 3)))
                .hasMessageContaining("item 2 of the map")
                .hasCauseInstanceOf(UnsendableException.class);
        assertThat(workerPids()).isEqualTo(pids);
    }

    static final class Exploding implements Serializable {
        private static final long serialVersionUID = 1L;
        private final boolean isError;

        Exploding(boolean isError) {
            this.isError = isError;
        }

        private void writeObject(ObjectOutputStream out) {
            if (isError) {
                throw new StackOverflowError("in writeObject");
            }
            throw new IllegalStateException("in writeObject");
        }
    }

    // LOK-02
    @Test
    void whatSerializationThrowsRefusesThatTaskOnly() throws Exception {
        for (boolean isError : new boolean[] {false, true}) {
            var argument = new Exploding(isError);
            assertThatThrownBy(() -> pool.submit(() -> argument.isError))
                    .isInstanceOf(UnsendableException.class)
                    .hasMessageContaining("in writeObject");
            assertThat(thrownBy(() -> new Exploding(isError)))
                    .isInstanceOf(UnsendableException.class)
                    .hasMessageContaining("in writeObject");
        }
        assertThat(ask(pool.submit(() -> 1))).isEqualTo(1);
    }

    // LOK-01
    @Test
    void refusedTasksDoNotKeepAPoolFromClosing() {
        for (int i = 0; i < 5; i++) {
            try (var other = ProcessPool.open(o -> o.withWorkers(2).inProcess())) {
                var argument = new Exploding(false);
                assertThatThrownBy(() -> other.submit(() -> argument.isError))
                        .isInstanceOf(UnsendableException.class);
            }
        }
    }

    // EXE-11, POL-19
    @Test
    void neitherTaskNorArgumentIsKept() throws Exception {
        var argument = new ArrayList<>(List.of("kept?"));
        var task = Kept.task(argument);
        var taskReference = new WeakReference<>(task);
        var argumentReference = new WeakReference<>(argument);
        var future = pool.submit(task);
        ask(future);
        task = null;
        argument = null;
        assertCollected(taskReference);
        assertCollected(argumentReference);
        assertThat(future.isDone()).isTrue();
    }

    private record Kept(ArrayList<String> argument) implements RemoteCallable<Integer> {
        static RemoteCallable<Integer> task(ArrayList<String> argument) {
            return new Kept(argument);
        }

        @Override
        public Integer call() {
            return argument.size();
        }
    }

    // POL-19, EXE-11
    @Test
    void resultsAreNotKept() throws Exception {
        var result = new WeakReference<>(ask(pool.submit(() -> new ArrayList<>(List.of(1)))));
        assertCollected(result);
        var results = pool.map(x -> new ArrayList<>(List.of(x)), List.of(1, 2, 3));
        var element = new WeakReference<>(results.get(1));
        results = null;
        assertCollected(element);
    }

    // EXE-13
    @Test
    void aStreamDoesNotKeepWhatItDelivered() {
        var delivered = new ArrayList<WeakReference<Object>>();
        IntStream.range(0, 50)
                .boxed()
                .gather(pool.mapping(x -> new ArrayList<>(List.of(x))))
                .forEach(
                        list -> {
                            delivered.add(new WeakReference<>(list));
                            if (delivered.size() == 40) {
                                assertCollected(delivered.getFirst());
                            }
                        });
        assertThat(delivered).hasSize(50);
    }

    private static void assertCollected(WeakReference<?> reference) {
        Awaitility.await()
                .untilAsserted(
                        () -> {
                            System.gc();
                            assertThat(reference.get()).isNull();
                        });
    }

    // FUT-15
    @Test
    void aFutureSaysHowItIsGettingOn() throws Exception {
        var started = Gate.in(directory, "started");
        var release = Gate.in(directory, "release");
        var running =
                pool.submit(
                        o -> o.withLabel("report"), Errands.meeting(started, release, "finished"));
        started.await();
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThat(running.toString())
                                        .matches(
                                                "task \\d+ \\(report\\) runs in"
                                                        + " pool-\\d+-worker-\\d+ \\(pid \\d+\\)"));
        var other = Gate.in(directory, "other");
        var blocker = pool.submit(Errands.meeting(other, release, ""));
        other.await();
        var waiting = pool.submit(() -> 1);
        assertThat(waiting.toString()).matches("task \\d+ waits");
        var cancelled = pool.submit(() -> 1);
        cancelled.cancel(false);
        assertThat(cancelled.toString()).matches("task \\d+ was cancelled");
        release.open();
        ask(running);
        ask(blocker);
        assertThat(running.toString()).endsWith("(report) returned java.lang.String");
        var failed = pool.submit(Errands.throwingChecked("broken"));
        assertThat(catchThrowable(() -> ask(failed))).isNotNull();
        assertThat(failed.toString()).endsWith(" failed: java.io.IOException: broken");
    }

    // PEB-08
    @Test
    void bigArgumentsAndResultsTravel() throws Exception {
        byte[] big = new byte[100_000_000];
        Arrays.fill(big, (byte) 3);
        big[big.length - 1] = 4;
        byte[] back = ask(pool.apply(PoolTaskTest::increment, big));
        assertThat(back).hasSize(big.length).startsWith(4, 4).endsWith(4, 5);
    }

    private static byte[] increment(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i]++;
        }
        return bytes;
    }

    // PEB-09
    @Test
    void bigTasksCanBeCancelled() throws Exception {
        var other = ProcessPool.open(2);
        byte[] big = new byte[20_000_000];
        var futures = new ArrayList<CompletableFuture<byte[]>>();
        for (int i = 0; i < 5; i++) {
            futures.add(other.apply(PoolTaskTest::increment, big));
        }
        ask(futures.getFirst());
        futures.forEach(future -> future.cancel(true));
        other.shutdownNow();
        assertThat(other.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(futures).allMatch(Future::isDone);
    }

    // EXE-17, PEB-03
    @Test
    void aWorkerThatExitsFailsItsTaskAndSaysItsCode() throws Exception {
        for (int code : new int[] {99, 1, 123}) {
            var thrown =
                    thrownBy(
                            () -> {
                                Runtime.getRuntime().halt(code);
                                return 1;
                            });
            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            WorkerDiedException.class,
                            died -> {
                                assertThat(died).hasMessageContaining("exit code " + code);
                                assertThat(died).hasMessageContaining("pid " + died.pid());
                                assertThat(died.status().code()).isEqualTo(code);
                            });
            assertThat(ask(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    // EXE-02
    @Test
    void aRecordOfArgumentsReplacesNamedOnes() throws Exception {
        record Arguments(int self, String function) implements Serializable {}
        var arguments = new Arguments(1, "f");
        var result = pool.apply(a -> a.self() + a.function(), arguments);
        assertThat(ask(result)).isEqualTo("1f");
        assertThatThrownBy(() -> pool.submit((RemoteCallable<String>) null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void aLabelIsInTheStatus() throws Exception {
        var started = Gate.in(directory, "started");
        var release = Gate.in(directory, "release");
        var future =
                pool.submit(o -> o.withLabel("slow one"), Errands.meeting(started, release, 1));
        started.await();
        Awaitility.await().until(() -> pool.status().running() == 1);
        var running = pool.status().tasks().getFirst();
        assertThat(running.description()).contains("slow one");
        assertThat(running.age()).isPositive();
        assertThat(ProcessHandle.current().children().map(ProcessHandle::pid))
                .contains(running.pid());
        release.open();
        ask(future);
    }
}
