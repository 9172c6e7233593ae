package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.Connection;
import dev.progeny.codec.ClassFilter;
import dev.progeny.pool.WorkerDiedException;
import dev.progeny.process.ChildProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// Workers that live with a server and work for its clients.
@Tag("process")
@ExtendWith(NothingLeft.class)
class RemotePoolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static <T> T result(CompletableFuture<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    // MGR-15
    @Test
    void allClientsSubmitToTheSameWorkers() throws Exception {
        try (var manager = Manager.start();
                var pool = manager.pool(1)) {
            long worker = pool.call(RemotePoolTest::pid);
            var client = ChildProcess.start(() -> pool.call(RemotePoolTest::pid));
            assertThat(result(client.result())).isEqualTo(worker).isNotIn(pid(), client.pid());
            client.join();
            assertThat(ProcessHandle.of(worker).orElseThrow().parent().orElseThrow().pid())
                    .as("the worker is a child of the server")
                    .isNotEqualTo(pid());
            assertThat(pool.workers()).isEqualTo(1);
        }
    }

    @Test
    void whatPoolsOfOnesOwnDoWorksFromAfar() throws Exception {
        try (var manager = Manager.serve(Address.Tcp.loopback(), AuthKey.random());
                var pool = manager.pool(o -> o.withWorkers(2).withTasksPerWorker(1000))) {
            var numbers = IntStream.range(0, 1000).boxed().toList();
            int factor = 3;
            assertThat(pool.map(x -> x * factor, numbers))
                    .isEqualTo(numbers.stream().map(x -> x * 3).toList());
            Integer sum = result(pool.apply(x -> x + 1, 41));
            assertThat(sum).isEqualTo(42);
            RemoteValue<String> value = manager.value("before");
            result(pool.submit(() -> value.set("by a worker")));
            assertThat(value.get()).isEqualTo("by a worker");
        }
    }

    @Test
    void failuresHaveTheirOwnType() throws Exception {
        try (var manager = Manager.start();
                var pool = manager.pool(1)) {
            assertThatThrownBy(
                            () ->
                                    pool.call(
                                            () -> {
                                                throw new IllegalArgumentException("in a worker");
                                            }))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("in a worker");
            assertThatThrownBy(() -> pool.map(x -> 1 / x, List.of(1, 0)))
                    .hasCauseInstanceOf(ArithmeticException.class);
            assertThatThrownBy(
                            () ->
                                    pool.call(
                                            () -> {
                                                Runtime.getRuntime().halt(3);
                                                return 0;
                                            }))
                    .hasCauseInstanceOf(WorkerDiedException.class);
            assertThat(pool.call(() -> "healed")).isEqualTo("healed");
        }
    }

    @Test
    void closedPoolEndsWhatItHasAndTakesNoMore() throws Exception {
        try (var manager = Manager.start()) {
            var pool = manager.pool(1);
            var last = pool.submit(() -> "last");
            pool.close();
            pool.close();
            assertThat(result(last)).isEqualTo("last");
            assertThatThrownBy(() -> pool.call(() -> 1))
                    .hasCauseInstanceOf(RejectedExecutionException.class);
        }
    }

    private static Void sleepLong(RemoteEvent started) throws InterruptedException {
        started.set();
        Thread.sleep(Duration.ofHours(1)); // provokes
        return null;
    }

    @Test
    void cancelledTaskAndTaskOfAKilledClientGiveTheirWorkerFree() throws Exception {
        try (var manager = Manager.start();
                var pool = manager.pool(1)) {
            var first = manager.event();
            var cancelled = pool.submit(() -> sleepLong(first));
            assertThat(first.await(PATIENCE)).isTrue();
            cancelled.cancel(true);
            assertThat(result(pool.submit(() -> 1))).isEqualTo(1);

            var second = manager.event();
            var client = ChildProcess.start(() -> pool.call(() -> sleepLong(second)));
            assertThat(second.await(PATIENCE)).isTrue();
            client.kill();
            client.join();
            assertThat(result(pool.submit(() -> 2))).isEqualTo(2);
        }
    }

    @Test
    void killedServerTakesItsWorkersAlongAndClientsAreTold() throws Exception {
        try (var manager = Manager.start();
                var pool = manager.pool(1)) {
            long worker = pool.call(RemotePoolTest::pid);
            var started = manager.event();
            var running = pool.submit(() -> sleepLong(started));
            assertThat(started.await(PATIENCE)).isTrue();
            ProcessHandle.of(worker).flatMap(ProcessHandle::parent).orElseThrow().destroyForcibly();
            assertThatThrownBy(() -> result(running)).hasCauseInstanceOf(ServerGoneException.class);
            Awaitility.await().atMost(PATIENCE).until(() -> ProcessHandle.of(worker).isEmpty());
        }
        // a grandchild's share of memory is freed by the next one who makes something large
        try (var _ = Connection.<String>pair()) {
            assertThat(ChildProcess.active()).isEmpty();
        }
    }

    @Test
    void poolThatNobodyCanReachAnyMoreEnds() throws Exception {
        try (var manager =
                Manager.serve(
                        o -> o.withLease(Duration.ofMillis(100)),
                        Address.Tcp.loopback(),
                        AuthKey.random())) {
            long worker = workerOfAForgottenPool(manager);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(
                            () -> {
                                System.gc();
                                return ProcessHandle.of(worker).isEmpty();
                            });
        }
    }

    private static long workerOfAForgottenPool(Manager manager) throws Exception {
        return manager.pool(1).call(RemotePoolTest::pid);
    }

    @Test
    void interruptedThreadClosesAnIdlePool() throws Exception {
        try (var manager = Manager.start()) {
            var pool = manager.pool(1);
            Thread.currentThread().interrupt();
            pool.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> pool.call(() -> 1))
                    .hasCauseInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    void serverThatTakesValuesOnlyHasNoWorkers() {
        try (var manager =
                Manager.serve(
                        o -> o.withFilter(ClassFilter.only()),
                        Address.Tcp.loopback(),
                        AuthKey.random())) {
            assertThatThrownBy(() -> manager.pool(1))
                    .isInstanceOf(CallRefusedException.class)
                    .hasMessageContaining("opens no pools");
        }
    }

    @Test
    void interruptedCloseCancelsWhatItWaitsFor() throws Exception {
        try (var manager = Manager.start()) {
            var pool = manager.pool(1);
            var started = manager.event();
            var endless = pool.submit(() -> sleepLong(started));
            assertThat(started.await(PATIENCE)).isTrue();
            Thread.currentThread().interrupt();
            pool.close();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(endless).isCancelled();
        }
    }
}
