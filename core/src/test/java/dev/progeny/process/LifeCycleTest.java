package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.codec.UnsendableException;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// From the start of a child to its end: what it may run, what it says, who sees it meanwhile.
@Tag("process")
@Tag("each-start")
@ExtendWith(NothingLeft.class)
class LifeCycleTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    private static <R> R resultOf(RemoteCallable<R> task) throws Exception {
        try (var child = ChildProcess.start(task)) {
            R result = child.result().get(30, TimeUnit.SECONDS);
            assertThat(child.join(SOON).orElseThrow().isSuccess()).isTrue();
            return result;
        }
    }

    // PRC-19: a class with a run method of its own is a task like a lambda
    @Test
    void taskIsALambdaAMethodReferenceAClassOrARecord() throws Exception {
        int captured = 6;
        assertThat(resultOf(() -> captured * 7)).isEqualTo(42);
        assertThat(resultOf(LifeCycleTest::answer)).isEqualTo("answer");
        assertThat(resultOf(new Next(3))).isEqualTo(4);
        assertThat(resultOf(new Doubled(21))).isEqualTo(42);
        try (var child = ChildProcess.start(new Silent())) {
            assertThat(child.result().get(30, TimeUnit.SECONDS)).isNull();
        }
    }

    private static String answer() {
        return "answer";
    }

    private static final class Next implements RemoteCallable<Integer> {
        private static final long serialVersionUID = 1L;
        private final int from;

        Next(int from) {
            this.from = from;
        }

        @Override
        public Integer call() {
            return from + 1;
        }
    }

    private record Doubled(int value) implements RemoteCallable<Integer> {
        @Override
        public Integer call() {
            return 2 * value;
        }
    }

    private record Silent() implements RemoteRunnable {
        @Override
        public void runRemotely() {}
    }

    // PRC-03
    @Test
    void argumentsArriveEqual() throws Exception {
        int number = 1;
        String text = "str";
        List<Integer> list = List.of(1);
        List<Integer> array = Arrays.asList(1);

        assertThat(resultOf(() -> List.of(number, text, list, array)))
                .isEqualTo(List.of(1, "str", List.of(1), List.of(1)));
    }

    @Test
    void resultComesBeforeTheEndOfTheProcess() throws Exception {
        try (var child = ChildProcess.start(LifeCycleTest::leavesAThread)) {
            assertThat(child.result().get(30, TimeUnit.SECONDS)).isEqualTo("said");
            assertThat(child.isAlive()).isTrue();
            assertThat(child.onExit()).isNotDone();
            assertThat(child.exitStatus()).isEmpty();
            assertThat(child.join(Duration.ofMillis(200))).as("its thread lives").isEmpty();
            child.kill();
            assertThat(child.join().signal()).hasValue(9);
            assertThat(child.result()).isCompletedWithValue("said");
        }
    }

    private static String leavesAThread() {
        new Thread(
                        () -> {
                            while (true) {
                                java.util.concurrent.locks.LockSupport.park();
                            }
                        })
                .start();
        return "said";
    }

    // PRC-06, PRC-12
    @Test
    void childIsActiveFromStartToEnd() throws Exception {
        var task = Sleeper.start(o -> o.withName("watched"));
        try (task) {
            var child = task.child();
            assertThat(child.isAlive()).isTrue();
            assertThat(ChildProcess.active()).contains(child);
            assertThat(child.name()).isEqualTo("watched");
            assertThat(child.pid()).isEqualTo(child.toHandle().pid());
            assertThat(child.exitStatus()).isEmpty();
            assertThat(child).hasToString("child watched (pid " + child.pid() + "): alive");
        }
        assertThat(ChildProcess.active()).doesNotContain(task.child());
        assertThat(task.child().toString())
                .endsWith("): SIGKILL, often the kernel's memory killer");
        assertThatThrownBy(task.child()::toHandle).hasMessageContaining("has ended");
    }

    // PRC-09
    @Test
    void joinWithoutTimeOnlyLooks() throws Exception {
        try (var task = Sleeper.start(o -> o)) {
            assertThat(task.child().join(Duration.ZERO)).isEmpty();
            assertThat(task.child().join(Duration.ofSeconds(-1))).isEmpty();
            assertThat(task.child().isAlive()).isTrue();
        }
    }

    // PRC-14
    @Test
    void onExitIsDoneWhenTheProcessHasGone() throws Exception {
        try (var task = Sleeper.start(o -> o)) {
            var end = task.child().onExit();
            assertThat(end).isNotDone();
            end.cancel(true); // a copy: no other waiter is troubled
            task.child().kill();
            assertThat(task.child().onExit().get(30, TimeUnit.SECONDS).signal()).hasValue(9);
        }
    }

    // PRC-15
    @Test
    void parentKeepsNoReferenceToTheTask() throws Exception {
        try (var task = holding(new Next(1))) {
            assertThat(task.child.result().get(30, TimeUnit.SECONDS)).isEqualTo(2);
            Awaitility.await()
                    .pollInSameThread()
                    .atMost(SOON)
                    .until(
                            () -> {
                                System.gc();
                                return task.reference.refersTo(null);
                            });
        }
    }

    private static Held holding(Next task) {
        return new Held(ChildProcess.start(task), new WeakReference<>(task));
    }

    private record Held(ChildProcess<Integer> child, WeakReference<Next> reference)
            implements AutoCloseable {
        @Override
        public void close() {
            child.close();
        }
    }

    @Test
    void cancelOfTheResultEndsTheChild() throws Exception {
        try (var task = Sleeper.start(o -> o)) {
            task.awaitTask();
            assertThat(task.child().result().cancel(true)).isTrue();
            assertThat(task.child().join(SOON).orElseThrow().signal()).hasValue(15);
            assertThatThrownBy(() -> task.child().result().get())
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void whatCannotTravelIsRefusedByNameAndPathBeforeAnythingStarts() {
        var box = new Box(new Object());

        assertThatThrownBy(() -> ChildProcess.start(() -> box.content().hashCode()))
                .isInstanceOf(UnsendableException.class)
                .hasMessageContaining("java.lang.Object")
                .hasMessageContaining("content");
        assertThat(ChildProcess.active()).isEmpty();
    }

    private record Box(Object content) implements java.io.Serializable {}

    @Test
    void resultThatCannotTravelFailsTheTaskByName() throws Exception {
        try (var child = ChildProcess.start(ExitTest::quiet, () -> new Box(new Object()))) {
            assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("java.lang.Object")
                    .hasMessageContaining("content");
        }
    }

    @Test
    void bigArgumentAndResultPassThrough() throws Exception {
        byte[] big = new byte[3 << 20];
        Arrays.fill(big, (byte) 7);

        assertThat(resultOf(() -> big)).isEqualTo(big);
    }
}
