package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.codec.UnsendableException;
import dev.progeny.task.RemoteFunction;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// `apply` with a function that is at the worker, and with one that has to go there each time.
@Tag("process")
class PoolApplyTest extends TwoWorkers {

    /// Counts how often it was read.
    static final class Tally implements Serializable {
        private static final long serialVersionUID = 1L;
        private static int read;
        int value;

        private Object readResolve() {
            read++;
            return this;
        }
    }

    @Test
    void functionThatCapturesNothingGivesItsResults() throws Exception {
        var futures = new ArrayList<CompletableFuture<String>>();
        for (int i = 0; i < 500; i++) {
            futures.add(pool.apply(PoolApplyTest::wordOf, i % 3 == 0 ? null : i));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(ask(futures.get(i))).isEqualTo(i % 3 == 0 ? "none" : "word " + i);
        }
    }

    private static String wordOf(Integer number) {
        return number == null ? "none" : "word " + number;
    }

    /// A copy that workers kept would be out of date.
    @Test
    void whatAFunctionCapturedIsSentAsItIsAtEachCall() throws Exception {
        var tally = new Tally();
        RemoteFunction<Integer, Integer> plus = x -> x + tally.value;
        for (int i = 0; i < 10; i++) {
            tally.value = i * 100;
            assertThat(ask(pool.apply(plus, 1))).isEqualTo(i * 100 + 1);
        }
        assertThat(ask(pool.submit(() -> Tally.read))).as("read there").isPositive();
    }

    @Test
    void itsExceptionIsThatOfTheCall() throws Exception {
        assertThatThrownBy(() -> ask(pool.apply(Integer::parseInt, "seven")))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> pool.apply(Object::hashCode, new Object()))
                .isInstanceOf(UnsendableException.class);
        assertThatThrownBy(() -> ask(pool.apply(x -> new Object(), 1)))
                .hasMessageContaining("java.lang.Object");
        int seven = ask(pool.apply(Integer::parseInt, "7"));
        assertThat(seven).isEqualTo(7);
    }

    @Test
    void nextWorkerIsTaughtTheFunctionToo() throws Exception {
        RemoteFunction<Integer, Integer> exiting = PoolApplyTest::exit;
        try (var one = ProcessPool.open(1)) {
            assertThat(ask(one.apply(exiting, 0))).isZero();
            for (int code = 1; code < 4; code++) {
                int last = code;
                assertThatThrownBy(() -> ask(one.apply(exiting, last)))
                        .hasCauseInstanceOf(WorkerDiedException.class)
                        .hasMessageContaining("exit code " + last);
                assertThat(ask(one.apply(exiting, 0))).isZero();
            }
        }
    }

    private static int exit(int code) {
        if (code != 0) {
            System.exit(code);
        }
        return code;
    }

    @Test
    void callThatHasNotBegunIsGivenBackAndCanBeRunHere() throws Exception {
        try (var one = ProcessPool.open(1)) {
            var started = Gate.in(directory, "started");
            var release = Gate.in(directory, "release");
            var first = one.submit(Errands.meeting(started, release, 1));
            started.await();
            var calls = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 2_000; i++) {
                calls.add(one.apply(x -> x + 1, i));
            }
            var never = one.shutdownNow();
            assertThat(never).isNotEmpty();
            never.forEach(Runnable::run);
            assertThatThrownBy(() -> ask(calls.getLast()))
                    .isInstanceOf(CancellationException.class);
            assertThat(one.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            assertThat(first).isDone();
        }
    }
}
