package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// `close` never leaves a child, and waits for no longer than it must.
@Tag("process")
@Tag("each-start")
@ExtendWith(NothingLeft.class)
class CloseTest {
    private static final Duration GRACE = Duration.ofMillis(300);

    @Test
    void childThatHasSaidItsResultLeavesByItself() throws Exception {
        var child = ChildProcess.start(() -> 1);
        child.result().get(30, TimeUnit.SECONDS);

        child.close();

        assertThat(child.exitStatus().orElseThrow().isSuccess()).isTrue();
        child.close(); // the second time does nothing
    }

    @Test
    void childThatWorksIsTerminated() throws Exception {
        var task = Sleeper.start(o -> o);
        try (task) {
            task.awaitTask();
            task.child().close();
            assertThat(task.child().exitStatus().orElseThrow().signal()).hasValue(15);
        }
    }

    @Test
    void childThatHoldsOutAgainstTerminationIsKilledAfterTheGrace(@TempDir Path directory)
            throws Exception {
        String sign = directory.resolve("sign").toString();
        var child =
                ChildProcess.start(
                        o -> o.withStdio(Stdio.DISCARD).withStopGrace(GRACE), () -> holdsOut(sign));
        awaitFile(sign);
        long start = System.nanoTime();

        child.close();

        assertThat(child.exitStatus().orElseThrow().signal()).hasValue(9);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(GRACE.toNanos());
    }

    private static void holdsOut(String sign) throws Exception {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    while (true) {
                                        java.util.concurrent.locks.LockSupport.park();
                                    }
                                }));
        Files.createFile(Path.of(sign));
        Thread.sleep(600_000);
    }

    @Test
    void interruptOfCloseSkipsTheGraceAndIsKept(@TempDir Path directory) throws Exception {
        String sign = directory.resolve("sign").toString();
        var child =
                ChildProcess.start(
                        o -> o.withStdio(Stdio.DISCARD).withStopGrace(Duration.ofHours(1)),
                        () -> holdsOut(sign));
        awaitFile(sign);
        var wasInterrupted = new boolean[1];
        var closer =
                new Thread(
                        () -> {
                            child.close();
                            wasInterrupted[0] = Thread.currentThread().isInterrupted();
                        });
        closer.start();
        closer.interrupt();

        assertThat(closer.join(Duration.ofSeconds(30))).isTrue();
        assertThat(wasInterrupted[0]).isTrue();
        assertThat(child.exitStatus().orElseThrow().signal()).hasValue(9);
    }

    @Test
    void interruptOfJoinLeavesTheChild() throws Exception {
        try (var task = Sleeper.start(o -> o)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(task.child()::join).isInstanceOf(InterruptedException.class);
            assertThat(task.child().isAlive()).isTrue();
        }
    }

    // PRC-24
    @Test
    void endOfAnotherChildDoesNotEndAJoin() throws Exception {
        try (var task = Sleeper.start(o -> o);
                var other = ChildProcess.start(() -> 1)) {
            task.awaitTask();
            var isWaiting = new CountDownLatch(1);
            var end =
                    new Object() {
                        volatile ExitStatus status;
                    };
            var joiner =
                    new Thread(
                            () -> {
                                try {
                                    isWaiting.countDown();
                                    end.status = task.child().join();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            });
            joiner.start();
            isWaiting.await();
            other.join();
            Signals.stop(task.child().pid());
            Signals.resume(task.child().pid());
            assertThat(task.child().join(Duration.ofMillis(200))).isEmpty();
            assertThat(end.status).isNull();
            task.child().kill();
            joiner.join();
            assertThat(end.status.signal()).hasValue(9);
        }
    }

    static void awaitFile(String path) {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(Path.of(path)));
    }
}
