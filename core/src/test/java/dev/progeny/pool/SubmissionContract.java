package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What the Javadoc of [java.util.concurrent.Executor], of the `submit` methods of
/// [ExecutorService] and of [Future] promises, for an executor that runs two tasks at a time.
///
/// Tasks are seen by what they return and by files only, so that they may run anywhere.
@ExtendWith(NothingLeft.class)
abstract class SubmissionContract {
    static final long PATIENCE = 30;

    @TempDir Path directory;
    ExecutorService executor;

    /// Opens an executor that runs two tasks at a time.
    abstract ExecutorService open();

    @BeforeEach
    void openExecutor() {
        executor = open();
    }

    @AfterEach
    void endExecutor() throws InterruptedException {
        executor.shutdownNow();
        assertThat(executor.awaitTermination(PATIENCE, TimeUnit.SECONDS)).isTrue();
    }

    final Gate gate(String name) {
        return Gate.in(directory, name);
    }

    static <T> T ask(Future<T> future) throws Exception {
        return future.get(PATIENCE, TimeUnit.SECONDS);
    }

    /// Keeps both workers busy until the gate opens.
    final List<Future<String>> occupy(Gate release) throws InterruptedException {
        var busy = new ArrayList<Future<String>>();
        for (int i = 0; i < 2; i++) {
            var started = gate("busy-" + i);
            busy.add(executor.submit(Errands.meeting(started, release, "freed")));
            started.await();
        }
        return busy;
    }

    // ---- execute and submit

    @Test
    void executeRunsTheCommand() throws Exception {
        var ran = gate("ran");
        executor.execute(Errands.opening(ran));
        ran.await();
    }

    @Test
    void executeOfNothingIsRefused() {
        assertThatThrownBy(() -> executor.execute(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aCallableGivesItsResult() throws Exception {
        assertThat(ask(executor.submit(Errands.giving("result")))).isEqualTo("result");
    }

    @Test
    void aCallableMayGiveNull() throws Exception {
        Callable<String> task = Errands.givingNothing();
        assertThat(ask(executor.submit(task))).isNull();
    }

    @Test
    void aRunnableGivesNull() throws Exception {
        var ran = gate("ran");
        Runnable task = Errands.opening(ran);
        assertThat(ask(executor.submit(task))).isNull();
        assertThat(ran.isOpen()).isTrue();
    }

    @Test
    void aRunnableGivesTheResultThatCameWithIt() throws Exception {
        var ran = gate("ran");
        var result = new Object();
        assertThat(ask(executor.submit(Errands.opening(ran), result))).isSameAs(result);
        assertThat(ran.isOpen()).isTrue();
    }

    @Test
    void nullTasksAreRefused() {
        assertThatThrownBy(() -> executor.submit((Callable<String>) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.submit((Runnable) null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> executor.submit(null, "result"))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void whatATaskThrowsIsTheCause() {
        assertThatThrownBy(() -> ask(executor.submit(Errands.throwingUnchecked("broken"))))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
        assertThatThrownBy(() -> ask(executor.submit(Errands.throwingChecked("torn"))))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("torn");
        assertThatThrownBy(() -> ask(executor.submit(Errands.throwingError("wrong"))))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(AssertionError.class)
                .hasMessage("wrong");
    }

    @Test
    void aTaskThatThrowsHarmsNoOther() throws Exception {
        var _ = executor.submit(Errands.throwingError("wrong"));
        var _ = executor.submit(Errands.throwingUnchecked("broken"));
        var _ = executor.submit(Errands.throwingChecked("torn"));
        for (int i = 0; i < 10; i++) {
            assertThat(ask(executor.submit(Errands.giving(i)))).isEqualTo(i);
        }
    }

    @Test
    void twoTasksRunAtTheSameTime() throws Exception {
        var one = gate("one");
        var two = gate("two");
        var first = executor.submit(Errands.meeting(one, two, 1));
        var second = executor.submit(Errands.meeting(two, one, 2));
        assertThat(ask(first)).isEqualTo(1);
        assertThat(ask(second)).isEqualTo(2);
    }

    @Test
    void whatATaskDidHappensBeforeGetReturns() throws Exception {
        for (int i = 0; i < 50; i++) {
            var did = gate("did-" + i);
            ask(executor.submit((Runnable) Errands.opening(did)));
            assertThat(did.isOpen()).isTrue();
        }
    }

    // ---- Future

    @Test
    void aFutureIsDoneWhenItsTaskHasEnded() throws Exception {
        var release = gate("release");
        var future = executor.submit(Errands.meeting(gate("started"), release, "end"));
        assertThat(future.isDone()).isFalse();
        assertThat(future.state()).isEqualTo(Future.State.RUNNING);
        assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(future::exceptionNow).isInstanceOf(IllegalStateException.class);
        release.open();
        assertThat(ask(future)).isEqualTo("end");
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.state()).isEqualTo(Future.State.SUCCESS);
        assertThat(future.resultNow()).isEqualTo("end");
        assertThatThrownBy(future::exceptionNow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFutureOfATaskThatThrewIsFailed() {
        var future = executor.submit(Errands.throwingUnchecked("broken"));
        assertThatThrownBy(() -> ask(future)).isInstanceOf(ExecutionException.class);
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isFalse();
        assertThat(future.state()).isEqualTo(Future.State.FAILED);
        assertThat(future.exceptionNow()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(future::resultNow).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void getGivesUpAfterItsTimeout() throws Exception {
        var release = gate("release");
        var future = executor.submit(Errands.meeting(gate("started"), release, "end"));
        long start = System.nanoTime();
        assertThatThrownBy(() -> future.get(50, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
        assertThatThrownBy(() -> future.get(0, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThatThrownBy(() -> future.get(-1, TimeUnit.SECONDS))
                .isInstanceOf(TimeoutException.class);
        release.open();
        assertThat(future.get(Long.MAX_VALUE, TimeUnit.DAYS)).isEqualTo("end");
        assertThat(future.get(0, TimeUnit.SECONDS)).isEqualTo("end");
    }

    @Test
    void anInterruptEndsGetAndNotTheTask() throws Exception {
        var release = gate("release");
        var future = executor.submit(Errands.meeting(gate("started"), release, "end"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(future::get).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> future.get(PATIENCE, TimeUnit.SECONDS))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        release.open();
        assertThat(ask(future)).isEqualTo("end");
    }

    @Test
    void aTaskThatIsCancelledBeforeItsStartNeverRuns() throws Exception {
        var release = gate("release");
        var ran = gate("ran");
        var busy = occupy(release);
        var future = executor.submit((Runnable) Errands.opening(ran));
        assertThat(future.cancel(false)).isTrue();
        assertThat(future.isDone()).isTrue();
        assertThat(future.isCancelled()).isTrue();
        assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> future.get(0, TimeUnit.SECONDS))
                .isInstanceOf(CancellationException.class);
        release.open();
        for (var task : busy) {
            assertThat(ask(task)).isEqualTo("freed");
        }
        occupy(release); // whatever was queued has had its turn
        assertThat(ran.isOpen()).isFalse();
    }

    @Test
    void cancelInterruptsARunningTaskIfItMay() throws Exception {
        var started = gate("started");
        var interrupted = gate("interrupted");
        var future = executor.submit(Errands.waitingForInterrupt(started, interrupted));
        started.await();
        assertThat(future.cancel(true)).isTrue();
        assertThat(future.isCancelled()).isTrue();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        interrupted.await();
    }

    @Test
    void cancelLetsARunningTaskEndIfItMayNotInterrupt() throws Exception {
        var started = gate("started");
        var release = gate("release");
        var ended = gate("ended");
        var future = executor.submit(Errands.passing(started, release, ended));
        started.await();
        future.cancel(false);
        assertThat(future.isDone()).isTrue();
        release.open();
        ended.await();
    }

    @Test
    void whatIsDoneCannotBeCancelled() throws Exception {
        var future = executor.submit(Errands.giving("result"));
        assertThat(ask(future)).isEqualTo("result");
        assertThat(future.cancel(true)).isFalse();
        assertThat(future.isCancelled()).isFalse();
        assertThat(ask(future)).isEqualTo("result");
    }

    @Test
    void aCancelledTaskHarmsNoOther() throws Exception {
        var started = gate("started");
        var future = executor.submit(Errands.waitingForInterrupt(started, gate("interrupted")));
        started.await();
        var others = new ArrayList<Future<Integer>>();
        for (int i = 0; i < 20; i++) {
            others.add(executor.submit(Errands.giving(i)));
        }
        future.cancel(true);
        for (int i = 0; i < others.size(); i++) {
            assertThat(ask(others.get(i))).isEqualTo(i);
        }
    }
}
