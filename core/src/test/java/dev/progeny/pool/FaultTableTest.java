package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.progeny.NothingLeft;
import dev.progeny.codec.UnsendableException;
import dev.progeny.process.ThisProcess;
import dev.progeny.task.RemoteCallable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Eleven faults that no Python library survives all of: the call reports the right error in no
/// time, the next one is fine, a task that runs meanwhile in the other worker does not notice, and
/// nothing is left. The last one, a parent that leaves, is in [FaultParentTest].
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class FaultTableTest {
    /// The promise is 100 ms on an idle machine.
    private static final Duration NO_TIME = Duration.ofSeconds(2);

    private static final int TIMES = 3;

    @TempDir Path directory;

    /// What a task does, and what its caller is told.
    @SuppressWarnings("ImmutableEnumChecker") // none of these tasks holds anything
    enum Fault {
        // LOK-13, X-EXE-05, PEB-03, LOK-05, LOK-18
        SIGKILL(() -> raise("KILL"), WorkerDiedException.class, "SIGKILL"),
        EXIT(() -> exit(0), WorkerDiedException.class, "exit code 0"),
        EXIT_WITH_CODE(() -> exit(42), WorkerDiedException.class, "exit code 42"), // EXF-05
        HALT(() -> halt(0), WorkerDiedException.class, "exit code 0"),
        SIGSEGV(() -> raise("SEGV"), WorkerDiedException.class, "SIG"), // EXF-04
        SIGTERM(() -> raise("TERM"), WorkerDiedException.class, "SIGTERM"),
        EXCEPTION(Fault::throwPlain, IllegalArgumentException.class, "plain"), // EXF-06
        UNBUILDABLE_EXCEPTION(Fault::throwUnbuildable, Throwable.class, "Unbuildable"),
        UNSENDABLE_RESULT(Object::new, Throwable.class, "java.lang.Object"), // EXF-08
        UNREADABLE_RESULT(() -> new Unreadable(true), Throwable.class, "refuses to be read"),
        UNREADABLE_ARGUMENT(returning(new Unreadable(false)), Throwable.class, "refuses to be"),
        EXIT_IN_DECODE(returning(new Exiting(null)), WorkerDiedException.class, "code 7"), // EXF-02
        SEGV_IN_DECODE(returning(new Exiting("SEGV")), WorkerDiedException.class, "SIG"), // EXF-03
        EXIT_IN_ENCODE(ExitingResult::new, WorkerDiedException.class, "exit code 8"), // EXF-07
        STACK_OVERFLOW_IN_DECODE(returning(new Bottomless()), Throwable.class, "StackOverflow");

        final RemoteCallable<?> task;
        final Class<? extends Throwable> error;
        final String words;

        Fault(RemoteCallable<?> task, Class<? extends Throwable> error, String words) {
            this.task = task;
            this.error = error;
            this.words = words;
        }

        private static Object raise(String signal) {
            Signals.raise(signal);
            return signal;
        }

        private static Object exit(int code) {
            System.exit(code);
            return code;
        }

        private static Object halt(int code) {
            Runtime.getRuntime().halt(code);
            return code;
        }

        private static Object throwPlain() {
            throw new IllegalArgumentException("plain");
        }

        private static Object throwUnbuildable() {
            throw new UnbuildableException();
        }

        private static RemoteCallable<?> returning(Serializable argument) {
            return () -> argument.hashCode();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void faultFailsItsOwnCallAndNothingElse(Fault fault) throws Exception {
        var nanos = new ArrayList<Long>();
        try (var pool = ProcessPool.open(2)) {
            for (int time = 0; time < TIMES; time++) {
                nanos.add(nanosToFail(pool, fault, Gate.in(directory, "gate" + time)));
            }
        }
        nanos.sort(null);
        var median = Duration.ofNanos(nanos.get(TIMES / 2));
        System.out.println("fault " + fault + ": told after " + median.toMillis() + " ms, median");
        assertThat(median).isLessThan(NO_TIME);
    }

    private static long nanosToFail(ProcessPool pool, Fault fault, Gate gate) throws Exception {
        var bystander = startBystander(pool, gate);

        long start = System.nanoTime();
        var failing = pool.submit(fault.task);
        assertThatThrownBy(() -> failing.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(fault.error)
                .hasStackTraceContaining(fault.words);
        long nanos = System.nanoTime() - start;

        assertThat(pool.submit(() -> 42).get(30, TimeUnit.SECONDS)).isEqualTo(42);
        assertThat(bystander).isNotDone();
        gate.open();
        assertThat(bystander.get(30, TimeUnit.SECONDS)).isEqualTo("untouched");
        return nanos;
    }

    private static CompletableFuture<String> startBystander(ProcessPool pool, Gate gate) {
        var bystander =
                pool.submit(
                        () -> {
                            gate.pass();
                            return "untouched";
                        });
        Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().running() == 1);
        Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().idle() == 1);
        return bystander;
    }

    @Test
    void argumentThatCannotTravelIsRefusedAtOnce() throws Exception { // EXF-01
        var gate = Gate.in(directory, "gate");
        try (var pool = ProcessPool.open(2)) {
            var bystander = startBystander(pool, gate);
            var notSerializable = new Object();

            assertThatThrownBy(() -> pool.submit(() -> notSerializable.hashCode()))
                    .isInstanceOf(UnsendableException.class)
                    .hasMessageContaining("java.lang.Object");

            assertThat(pool.submit(() -> 42).get(30, TimeUnit.SECONDS)).isEqualTo(42);
            gate.open();
            assertThat(bystander.get(30, TimeUnit.SECONDS)).isEqualTo("untouched");
        }
    }

    @Test
    void poolWhoseIdleWorkersWereAllKilledWorksOn() throws Exception { // LOK-16
        try (var pool = ProcessPool.open(2)) {
            for (int time = 0; time < TIMES; time++) {
                Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().idle() == 2);
                var workers = ProcessHandle.current().children().toList();
                workers.forEach(ProcessHandle::destroyForcibly);

                var next = pool.submit(() -> ProcessHandle.current().pid());

                assertThat(next.get(30, TimeUnit.SECONDS))
                        .isNotIn(workers.stream().map(ProcessHandle::pid).toList());
            }
        }
    }

    @Test
    void initializerThatThrowsBreaksThePoolAndSaysWhy() throws Exception { // EXF-13, PEB-05
        try (var pool =
                ProcessPool.open(
                        o ->
                                o.withWorkers(2)
                                        .withInitializer(
                                                () -> {
                                                    throw new IllegalStateException("no licence");
                                                }))) {
            var futures = submitUntilBroken(pool);

            assertThat(futures).isNotEmpty();
            for (var future : futures) {
                assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(PoolBrokenException.class)
                        .hasMessageContaining("initializer")
                        .hasRootCauseMessage("no licence");
            }
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("no licence");
        }
    }

    private static List<CompletableFuture<Integer>> submitUntilBroken(ProcessPool pool) {
        var futures = new ArrayList<CompletableFuture<Integer>>();
        Throwable refused = catchThrowable(() -> futures.add(pool.submit(() -> 1)));
        assertThat(refused).isNull();
        return futures;
    }

    /// Cannot be made again anywhere.
    static final class UnbuildableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) {
            throw new IllegalStateException("never again");
        }
    }

    /// Refuses to be read by one of the two.
    static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;
        private final boolean inParent;

        Unreadable(boolean inParent) {
            this.inParent = inParent;
        }

        private Object readResolve() {
            boolean isWorker = ThisProcess.parent().isPresent();
            if (isWorker != inParent) {
                throw new IllegalStateException("refuses to be read");
            }
            return this;
        }
    }

    /// Ends the worker that reads it.
    static final class Exiting implements Serializable {
        private static final long serialVersionUID = 1L;
        private final String signal;

        Exiting(String signal) {
            this.signal = signal;
        }

        private Object readResolve() {
            if (signal != null) {
                Signals.raise(signal);
            }
            System.exit(7);
            return this;
        }
    }

    /// Ends the worker that writes it.
    static final class ExitingResult implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            System.exit(8);
            return this;
        }
    }

    /// Never comes to an end when it is read.
    static final class Bottomless implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("InfiniteRecursion") // that is what it is for
        private Object readResolve() {
            return readResolve();
        }
    }
}
