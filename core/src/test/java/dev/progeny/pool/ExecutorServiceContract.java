package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What the Javadoc of [java.util.concurrent.ExecutorService] promises of many tasks at once and of
/// its own end.
abstract class ExecutorServiceContract extends SubmissionContract {

    // ---- invokeAll

    @Test
    void invokeAllGivesFuturesThatAreDoneInTheOrderOfTheTasks() throws Exception {
        var tasks =
                List.<Callable<Integer>>of(
                        Errands.giving(1),
                        Errands.throwingUnchecked("broken"),
                        Errands.giving(3),
                        Errands.giving(4));
        var futures = executor.invokeAll(tasks);
        assertThat(futures).hasSize(4).allMatch(Future::isDone);
        assertThat(futures.get(0).resultNow()).isEqualTo(1);
        assertThat(futures.get(1).exceptionNow()).hasMessage("broken");
        assertThat(futures.get(2).resultNow()).isEqualTo(3);
        assertThat(futures.get(3).resultNow()).isEqualTo(4);
        assertThat(executor.invokeAll(tasks, Long.MAX_VALUE, TimeUnit.DAYS))
                .hasSize(4)
                .allMatch(Future::isDone);
    }

    @Test
    void invokeAllOfNoTasksGivesNoFutures() throws Exception {
        assertThat(executor.invokeAll(List.<Callable<String>>of())).isEmpty();
        assertThat(executor.invokeAll(List.<Callable<String>>of(), 1, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void invokeAllRefusesNull() {
        var withNull = Arrays.<Callable<Integer>>asList(Errands.giving(1), null);
        List<Callable<Integer>> tasks = List.of(Errands.giving(1));
        assertThatThrownBy(() -> executor.invokeAll(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.invokeAll(withNull))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.invokeAll(withNull, 1, TimeUnit.SECONDS))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.invokeAll(tasks, 1, null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void invokeAllCancelsWhatIsNotDoneInTime() throws Exception {
        ask(executor.submit(Errands.giving("ready")));
        var started = gate("started");
        var interrupted = gate("interrupted");
        var tasks =
                List.<Callable<Integer>>of(
                        Errands.giving(1), Errands.waitingForInterrupt(started, interrupted));
        var futures = executor.invokeAll(tasks, 1, TimeUnit.SECONDS);
        assertThat(futures).hasSize(2).allMatch(Future::isDone);
        assertThat(futures.get(0).resultNow()).isEqualTo(1);
        assertThat(futures.get(1).isCancelled()).isTrue();
        interrupted.await();
        var none = executor.invokeAll(tasks, 0, TimeUnit.SECONDS);
        assertThat(none).hasSize(2).allMatch(Future::isDone);
        assertThat(none.get(1).isCancelled()).isTrue();
    }

    @Test
    void anInterruptEndsInvokeAllAndCancelsItsTasks() throws Exception {
        var started = gate("started");
        var interrupted = gate("interrupted");
        var tasks = List.<Callable<Integer>>of(Errands.waitingForInterrupt(started, interrupted));
        interruptOnceOpen(started);
        assertThatThrownBy(() -> executor.invokeAll(tasks))
                .isInstanceOf(InterruptedException.class);
        interrupted.await();
    }

    // ---- invokeAny

    @Test
    void invokeAnyGivesAResultOfATaskThatSucceeded() throws Exception {
        var tasks =
                List.<Callable<String>>of(
                        Errands.throwingUnchecked("broken"),
                        Errands.throwingChecked("torn"),
                        Errands.giving("good"));
        assertThat(executor.invokeAny(tasks)).isEqualTo("good");
        assertThat(executor.invokeAny(tasks, PATIENCE, TimeUnit.SECONDS)).isEqualTo("good");
        assertThat(executor.invokeAny(tasks, Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo("good");
    }

    @Test
    void invokeAnyCancelsTheOthers() throws Exception {
        var started = gate("started");
        var interrupted = gate("interrupted");
        var tasks =
                List.<Callable<String>>of(
                        Errands.waitingForInterrupt(started, interrupted),
                        Errands.meeting(gate("second"), started, "good"));
        assertThat(executor.invokeAny(tasks)).isEqualTo("good");
        interrupted.await();
    }

    @Test
    void invokeAnyFailsIfAllFail() {
        var tasks =
                List.<Callable<String>>of(
                        Errands.throwingUnchecked("broken"), Errands.throwingUnchecked("broken"));
        assertThatThrownBy(() -> executor.invokeAny(tasks))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
        assertThatThrownBy(() -> executor.invokeAny(tasks, PATIENCE, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class);
    }

    @Test
    void invokeAnyRefusesNullAndNothing() {
        var withNull = Arrays.<Callable<Integer>>asList(Errands.throwingChecked("torn"), null);
        List<Callable<Integer>> tasks = List.of(Errands.giving(1));
        assertThatThrownBy(() -> executor.invokeAny(List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> executor.invokeAny(List.of(), 1, TimeUnit.SECONDS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> executor.invokeAny(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.invokeAny(withNull))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.invokeAny(tasks, 1, null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void invokeAnyGivesUpAfterItsTimeout() throws Exception {
        ask(executor.submit(Errands.giving("ready")));
        var started = gate("started");
        var interrupted = gate("interrupted");
        var tasks = List.<Callable<String>>of(Errands.waitingForInterrupt(started, interrupted));
        assertThatThrownBy(() -> executor.invokeAny(tasks, 1, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        interrupted.await();
    }

    @Test
    void anInterruptEndsInvokeAnyAndCancelsItsTasks() throws Exception {
        var started = gate("started");
        var interrupted = gate("interrupted");
        var tasks = List.<Callable<String>>of(Errands.waitingForInterrupt(started, interrupted));
        interruptOnceOpen(started);
        assertThatThrownBy(() -> executor.invokeAny(tasks))
                .isInstanceOf(InterruptedException.class);
        interrupted.await();
    }

    /// Interrupts the caller from another thread.
    private static void interruptOnceOpen(Gate started) {
        var caller = Thread.currentThread();
        Thread.startVirtualThread(
                () -> {
                    try {
                        started.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError("nobody interrupts this thread", e);
                    }
                    caller.interrupt();
                });
    }

    // ---- shutdown

    @Test
    void shutdownLetsSubmittedTasksEnd() throws Exception {
        var release = gate("release");
        var busy = occupy(release);
        var queued = executor.submit(Errands.giving("queued"));
        assertThat(executor.isShutdown()).isFalse();
        assertThat(executor.isTerminated()).isFalse();
        executor.shutdown();
        executor.shutdown();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.isTerminated()).isFalse();
        assertThat(executor.awaitTermination(50, TimeUnit.MILLISECONDS)).isFalse();
        release.open();
        assertThat(executor.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        for (var task : busy) {
            assertThat(task.resultNow()).isEqualTo("freed");
        }
        assertThat(queued.resultNow()).isEqualTo("queued");
    }

    @Test
    void nothingIsTakenAfterShutdown() {
        executor.shutdown();
        Callable<String> task = Errands.giving("late");
        Runnable command = Errands.opening(gate("late"));
        assertThatThrownBy(() -> executor.submit(task))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executor.submit(command))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executor.submit(command, "late"))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executor.execute(command))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executor.invokeAll(List.of(task)))
                .isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executor.invokeAny(List.of(task)))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void awaitTerminationNeedsAShutdown() throws Exception {
        assertThat(executor.awaitTermination(20, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
        assertThat(executor.awaitTermination(-1, TimeUnit.SECONDS)).isFalse();
        assertThat(ask(executor.submit(Errands.giving("still there")))).isEqualTo("still there");
        executor.shutdown();
        assertThat(executor.awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS)).isTrue();
    }

    @Test
    void anInterruptEndsAwaitTermination() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> executor.awaitTermination(PATIENCE, TimeUnit.SECONDS))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void shutdownNowInterruptsWhatRunsAndGivesBackWhatDoesNot() throws Exception {
        var interrupted = List.of(gate("interrupted-0"), gate("interrupted-1"));
        for (int i = 0; i < 2; i++) {
            var started = gate("started-" + i);
            var _ = executor.submit(Errands.waitingForInterrupt(started, interrupted.get(i)));
            started.await();
        }
        var ran = List.of(gate("ran-0"), gate("ran-1"), gate("ran-2"));
        for (var gate : ran) {
            var _ = executor.submit((Runnable) Errands.opening(gate));
        }
        List<Runnable> never = executor.shutdownNow();
        assertThat(executor.isShutdown()).isTrue();
        for (var gate : interrupted) {
            gate.await();
        }
        assertThat(executor.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(never).hasSize(3);
        assertThat(ran).noneMatch(Gate::isOpen);
        never.forEach(Runnable::run);
        assertThat(ran).allMatch(Gate::isOpen);
        assertThatThrownBy(() -> executor.submit(Errands.giving("late")))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shutdownNowStopsADrainingExecutor() throws Exception {
        var started = gate("started");
        var interrupted = gate("interrupted");
        var _ = executor.submit(Errands.waitingForInterrupt(started, interrupted));
        started.await();
        executor.shutdown();
        assertThat(executor.shutdownNow()).isEmpty();
        assertThat(executor.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted.isOpen()).isTrue();
        assertThat(executor.shutdownNow()).isEmpty();
    }

    @Test
    void anIdleExecutorEnds() throws Exception {
        assertThat(executor.shutdownNow()).isEmpty();
        assertThat(executor.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }

    // ---- close

    @Test
    void closeWaitsForAllTasks() {
        var first = executor.submit(Errands.giving(1));
        var second = executor.submit(Errands.giving(2));
        executor.close();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(first.resultNow()).isEqualTo(1);
        assertThat(second.resultNow()).isEqualTo(2);
        executor.close();
    }

    @Test
    void closeStopsNowWhereItIsInterrupted() throws Exception {
        var started = gate("started");
        var interrupted = gate("interrupted");
        var future = executor.submit(Errands.waitingForInterrupt(started, interrupted));
        started.await();
        Thread.currentThread().interrupt();
        executor.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(interrupted.isOpen()).isTrue();
        assertThat(future.isDone()).isTrue();
    }
}
