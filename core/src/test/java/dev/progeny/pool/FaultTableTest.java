package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.progeny.NothingLeft;
import dev.progeny.codec.UnsendableException;
import dev.progeny.process.ThisProcess;
import dev.progeny.task.RemoteCallable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// Faults that no Python library survives all of, and some more: the call reports the right error
/// in no time, the next one is fine, a task that runs meanwhile in the other worker does not
/// notice, and nothing is left. Prints the table. One more row, a parent that leaves, is in
/// [FaultParentTest]; the same faults in the middle of many items are in [FaultMapTest].
@Tag("process")
@Tag("each-start")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class FaultTableTest {
    /// The promise, on an idle machine.
    private static final Duration NO_TIME = Duration.ofMillis(100);

    private static final Duration NO_TIME_OF_A_BUSY_MACHINE = Duration.ofSeconds(2);
    private static final int TIMES = 1;
    private static final int TIMES_FOR_ALL_WORKERS = 3;
    private static final int TIMES_WHEN_THERE_IS_TIME = 20;

    /// Of tasks that ignore everything.
    private static final Duration LIMIT = Duration.ofMillis(200);

    private static final Duration GRACE = Duration.ofMillis(50);
    private static final int MEGABYTE = 1 << 20;
    private static final long HEAP = 96L * MEGABYTE;
    private static final long PROCESS = 400L * MEGABYTE;

    private static final Map<String, String> TABLE = new ConcurrentSkipListMap<>();

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
        SIGTERM(() -> raise("TERM"), WorkerDiedException.class, "SIGTERM"), // EXE-14
        EXCEPTION(Fault::throwPlain, IllegalArgumentException.class, "plain"), // EXF-06
        UNBUILDABLE_EXCEPTION(Fault::throwUnbuildable, Throwable.class, "Unbuildable"),
        UNSENDABLE_RESULT(Object::new, Throwable.class, "java.lang.Object"), // EXF-08
        UNREADABLE_RESULT(() -> new Unreadable(true), Throwable.class, "refuses to be read"),
        UNREADABLE_ARGUMENT(returning(new Unreadable(false)), Throwable.class, "refuses to be"),
        EXIT_IN_DECODE(returning(new Exiting(null)), WorkerDiedException.class, "code 7"), // EXF-02
        SEGV_IN_DECODE(returning(new Exiting("SEGV")), WorkerDiedException.class, "SIG"), // EXF-03
        EXIT_IN_ENCODE(ExitingResult::new, WorkerDiedException.class, "exit code 8"), // EXF-07
        STACK_OVERFLOW_IN_DECODE(returning(new Bottomless()), Throwable.class, "StackOverflow"),
        TIMEOUT(Fault::hang, TaskTimeoutException.class, "limit=PT0.2S"),
        SIGSTOP(Fault::stop, TaskTimeoutException.class, "limit=PT0.2S"),
        HEAP_EXHAUSTED(Fault::eatHeap, OutOfMemoryError.class, "limited: bytes="),
        MEMORY_EXHAUSTED(Fault::eatMemory, WorkerDiedException.class, "limit=" + PROCESS),
        DESCRIPTORS_EXHAUSTED(Fault::eatDescriptors, IOException.class, "Too many open files");

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

        private static Object hang() {
            Signals.hang();
            return "never";
        }

        private static Object stop() {
            Signals.raise("STOP");
            return "never";
        }

        private static Object eatHeap() {
            var hoard = new ArrayList<byte[]>();
            while (hoard.size() < MEGABYTE) {
                hoard.add(new byte[MEGABYTE]);
            }
            return hoard.size();
        }

        private static Object eatMemory() {
            for (int i = 0; i < MEGABYTE; i++) {
                Arena.global().allocate(MEGABYTE, 1).fill((byte) 1);
            }
            return "never";
        }

        private static Object eatDescriptors() throws IOException {
            while (true) {
                OPEN.add(new FileInputStream("/dev/null"));
            }
        }

        /// What a task of it is given.
        TaskOptions options(TaskOptions options) {
            return limit().isZero() ? options : options.withTimeout(limit());
        }

        private Duration limit() {
            return this == TIMEOUT || this == SIGSTOP ? LIMIT : Duration.ZERO;
        }

        /// What the pool was told to wait for: who is stopped hears neither interrupt nor SIGTERM.
        private Duration patience() {
            return this == SIGSTOP ? limit().plus(GRACE).plus(GRACE) : limit();
        }

        /// Whether it takes its time until it is there.
        private boolean isSlow() {
            return name().endsWith("_EXHAUSTED") || this == STACK_OVERFLOW_IN_DECODE;
        }
    }

    /// Held by the worker, as by a task that leaks them.
    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    /// @param directory for a launcher that lends workers few descriptors, so that eating all of
    ///     them takes no time
    static ProcessPool openPool(Path directory) throws IOException {
        var java = directory.resolve("java");
        if (!Files.exists(java)) {
            String real = System.getProperty("java.home") + "/bin/java";
            Files.writeString(java, "#!/bin/sh\nulimit -n 256\nexec '" + real + "' \"$@\"\n");
            Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        }
        return ProcessPool.open(
                o ->
                        o.withWorkers(2)
                                .withLaunch(l -> l.withJava(java))
                                .withMemoryLimit(HEAP)
                                .withProcessMemoryLimit(PROCESS)
                                .withStopGraces(GRACE, GRACE, GRACE));
    }

    @AfterAll
    static void printTable() {
        System.out.println("fault | told after, median | next task | other tasks");
        TABLE.forEach((fault, row) -> System.out.println(fault + " | " + row));
        TABLE.clear();
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void faultFailsItsOwnCallAndNothingElse(Fault fault) throws Exception {
        var most = fault.isSlow() ? Signals.PATIENCE : NO_TIME_OF_A_BUSY_MACHINE;
        assertThat(median(fault, TIMES)).isLessThan(most);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @Tag("long")
    void faultIsToldInNoTime(Fault fault) throws Exception {
        var median = median(fault, TIMES_WHEN_THERE_IS_TIME);
        assertThat(median).isLessThan(fault.isSlow() ? NO_TIME_OF_A_BUSY_MACHINE : NO_TIME);
    }

    /// @return after how much time the error is told, beyond the limit that the task had, and the
    ///     graces
    private Duration median(Fault fault, int times) throws Exception {
        var nanos = new ArrayList<Long>();
        try (var pool = openPool(directory)) {
            for (int time = 0; time < times; time++) {
                var gate = Gate.in(directory, "gate" + time);
                nanos.add(nanosToFail(pool, fault, gate) - fault.patience().toNanos());
            }
        }
        nanos.sort(null);
        var median = Duration.ofNanos(nanos.get(times / 2));
        var limit = fault.limit().isZero() ? "" : "limit and graces + ";
        TABLE.put(fault.name(), limit + median.toMillis() + " ms | ok | untouched");
        return median;
    }

    private static long nanosToFail(ProcessPool pool, Fault fault, Gate gate) throws Exception {
        var bystander = startBystander(pool, gate);
        try {
            long nanos = nanosToFail(pool, fault);
            assertThat(pool.submit(() -> 42).get(30, TimeUnit.SECONDS)).isEqualTo(42);
            assertThat(bystander).isNotDone();
            return nanos;
        } finally {
            gate.open();
            assertThat(bystander.get(30, TimeUnit.SECONDS)).isEqualTo("untouched");
        }
    }

    private static long nanosToFail(ProcessPool pool, Fault fault) {
        long start = System.nanoTime();
        var failing = pool.submit(fault::options, fault.task);
        assertThatThrownBy(() -> failing.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(fault.error)
                .hasStackTraceContaining(fault.words);
        return System.nanoTime() - start;
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
            for (int time = 0; time < TIMES_FOR_ALL_WORKERS; time++) {
                Awaitility.await().atMost(Signals.PATIENCE).until(() -> pool.status().idle() == 2);
                var workers = ProcessHandle.current().children().toList();
                long start = System.nanoTime();
                workers.forEach(ProcessHandle::destroyForcibly);

                var next = pool.submit(() -> ProcessHandle.current().pid());

                assertThat(next.get(30, TimeUnit.SECONDS))
                        .isNotIn(workers.stream().map(ProcessHandle::pid).toList());
                TABLE.put("IDLE_WORKERS_KILLED", "no error | ok after " + millisSince(start));
            }
        }
    }

    private static String millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms | none";
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
            long start = System.nanoTime();
            var futures = submitUntilBroken(pool);

            assertThat(futures).isNotEmpty();
            for (var future : futures) {
                assertThatThrownBy(() -> future.get(30, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOf(PoolBrokenException.class)
                        .hasMessageContaining("initializer")
                        .hasRootCauseMessage("no licence");
            }
            TABLE.put("INITIALIZER_THROWS", "at the start, refused after " + millisSince(start));
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
