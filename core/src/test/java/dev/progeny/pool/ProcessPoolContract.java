package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.codec.UnsendableException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/// What a pool of processes promises beyond [java.util.concurrent.ExecutorService], and what it
/// cannot do by its nature: a task that cannot travel is refused, and so is such a result.
abstract class ProcessPoolContract extends ExecutorServiceContract {

    /// The JDK's executors run any [Callable]; another process can only get what is serializable.
    @Test
    void aTaskThatCannotTravelIsRefusedAtOnce() {
        Callable<String> task = () -> "not serializable";
        Runnable command = () -> {};
        assertThatThrownBy(() -> executor.submit(task))
                .isInstanceOf(UnsendableException.class)
                .hasMessageContaining("RemoteCallable");
        assertThatThrownBy(() -> executor.submit(command)).isInstanceOf(UnsendableException.class);
        assertThatThrownBy(() -> executor.execute(command)).isInstanceOf(UnsendableException.class);
        assertThatThrownBy(() -> executor.invokeAll(List.of(task)))
                .isInstanceOf(UnsendableException.class);
        assertThatThrownBy(() -> executor.invokeAny(List.of(task)))
                .isInstanceOf(UnsendableException.class);
    }

    /// The JDK's executors hand over the very object; here it is a copy that must travel.
    @Test
    void aResultThatCannotTravelFailsTheTask() throws Exception {
        assertThatThrownBy(() -> ask(executor.submit(Errands.makingAThread())))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(UnsendableException.class)
                .hasMessageContaining("java.lang.");
        assertThat(ask(executor.submit(Errands.giving("fine")))).isEqualTo("fine");
    }

    /// The JDK leaves it open what becomes of these futures, and its own never end.
    @Test
    void futuresOfWhatShutdownNowGivesBackAreCancelled() throws Exception {
        var release = gate("release");
        occupy(release);
        var queued = executor.submit(Errands.giving("never"));
        assertThat(executor.shutdownNow()).hasSize(1);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> ask(queued)))
                .isInstanceOf(java.util.concurrent.CancellationException.class);
    }

    /// Cancelling the future of `submit(Runnable, T)` reaches the task like any other.
    @Test
    void cancelInterruptsARunnableWithAResult() throws Exception {
        var started = gate("started");
        var interrupted = gate("interrupted");
        Runnable task = Errands.commandWaitingForInterrupt(started, interrupted);
        var future = executor.submit(task, "result");
        started.await();
        assertThat(future.cancel(true)).isTrue();
        interrupted.await();
    }
}
