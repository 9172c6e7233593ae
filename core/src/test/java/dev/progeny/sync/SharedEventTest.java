package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.inVirtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A flag among threads and processes.
@ExtendWith(NothingLeft.class)
@SuppressWarnings("try") // closing in the middle is what is tested
class SharedEventTest {

    // SYN-14, SYN-15, X-SYN-02
    @Test
    void waitsWhileItIsUnset() throws Exception {
        try (var event = SharedEvent.create()) {
            assertThat(event.isSet()).isFalse();
            assertThat(event).hasToString("SharedEvent[unset]");
            assertThat(event.await(Duration.ZERO)).isFalse();
            assertThat(event.await(Duration.ofNanos(1))).isFalse();
            assertThat(event.await(Duration.ofSeconds(-1))).isFalse();
            assertThat(event.await(Duration.ofMillis(30))).isFalse();

            event.set();

            assertThat(event.isSet()).isTrue();
            assertThat(event).hasToString("SharedEvent[set]");
            assertThat(event.await(Duration.ZERO)).isTrue();
            event.set();
            event.await();

            event.clear();

            assertThat(event.isSet()).isFalse();
            assertThat(event.await(Duration.ofMillis(1))).isFalse();
        }
    }

    // SYN-14
    @Test
    @Tag("process")
    void childSetsIt() throws Exception {
        try (var event = SharedEvent.create();
                var child = ChildProcess.start(event::set)) {
            assertThat(event.await(Duration.ofSeconds(30))).isTrue();
            assertThat(child.join().isSuccess()).isTrue();

            event.clear();
            assertThat(event.await(Duration.ofMillis(1))).isFalse();
            try (var next = ChildProcess.start(event::set)) {
                assertThat(event.await(Duration.ofSeconds(30))).isTrue();
                assertThat(next.join().isSuccess()).isTrue();
            }
        }
    }

    @Test
    void settingReleasesAllThatWaitEvenIfItIsClearedAtOnce() throws Exception {
        try (var event = SharedEvent.create()) {
            var waiters =
                    new CompletableFuture<?>[] {
                        inThread(() -> event.await(Threads.SOON)),
                        inThread(() -> event.await(Threads.SOON)),
                        inVirtual(() -> event.await(Threads.SOON)),
                    };
            assertThatThrownBy(
                            () -> CompletableFuture.anyOf(waiters).get(60, TimeUnit.MILLISECONDS))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);

            event.set();
            event.clear();

            for (var waiter : waiters) {
                assertThat((Boolean) waiter.get(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(event.isSet()).isFalse();
        }
    }

    // X-SYN-03, X-SYN-02
    @Test
    void interruptAndCloseEndAWait() throws Exception {
        try (var event = SharedEvent.create()) {
            var thread = new CompletableFuture<Thread>();
            var interrupted =
                    inThread(
                            () -> {
                                thread.complete(Thread.currentThread());
                                event.await();
                                return true;
                            });
            var closed = inThread(() -> event.await(ChronoUnit.FOREVER.getDuration()));

            thread.get().interrupt();

            assertThatThrownBy(() -> interrupted.get(1, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(closed).isNotDone();
            event.close();
            assertThatThrownBy(() -> closed.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(event::set).isInstanceOf(IllegalStateException.class);
            assertThat(event).hasToString("SharedEvent[closed]");
        }
    }
}
