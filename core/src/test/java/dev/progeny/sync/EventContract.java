package dev.progeny.sync;

import static dev.progeny.sync.Threads.inThread;
import static dev.progeny.sync.Threads.inVirtual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What Python's `threading.Event` promises; the JDK has none.
public abstract class EventContract {
    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();
    private static final int MOST_PULSES = 20;

    private AnyEvent event;

    /// An event, whatever its type is.
    public interface AnyEvent {
        void set();

        void clear();

        boolean isSet();

        void await() throws InterruptedException;

        boolean await(Duration timeout) throws InterruptedException;

        void close();
    }

    protected abstract AnyEvent create();

    @BeforeEach
    final void createEvent() {
        event = create();
    }

    @AfterEach
    final void closeEvent() {
        event.close();
    }

    // SYN-14, X-SYN-02
    @Test
    void waitsWhileItIsUnset() throws Exception {
        assertThat(event.isSet()).isFalse();
        assertThat(event.await(Duration.ZERO)).isFalse();
        assertThat(event.await(Duration.ofNanos(1))).isFalse();
        assertThat(event.await(Duration.ofSeconds(-1))).isFalse();
        assertThat(event.await(Duration.ofMillis(30))).isFalse();

        event.set();

        assertThat(event.isSet()).isTrue();
        assertThat(event.await(Duration.ZERO)).isTrue();
        assertThat(event.await(Duration.ofSeconds(-1))).isTrue();
        event.set();
        event.await();

        event.clear();

        assertThat(event.isSet()).isFalse();
        assertThat(event.await(Duration.ofMillis(1))).isFalse();
        event.clear();
        assertThat(event.isSet()).isFalse();
    }

    @Test
    void waitWithATimeoutEndsAfterIt() throws Exception {
        long begin = System.nanoTime();
        assertThat(event.await(Duration.ofMillis(80))).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    // SYN-14
    @Test
    void settingReleasesAllThatWaitHoweverLongTheyWould() throws Exception {
        var waiters = waiters();
        waiters.forEach(Threads::requireUndone);
        event.set();
        requireReleased(waiters);
        assertThat(event.isSet()).isTrue();
    }

    private List<CompletableFuture<Boolean>> waiters() {
        return List.of(
                inThread(() -> event.await(FOR_EVER)),
                inThread(() -> event.await(Threads.SOON)),
                inThread(
                        () -> {
                            event.await();
                            return true;
                        }),
                inVirtual(() -> event.await(FOR_EVER)));
    }

    private static void requireReleased(List<CompletableFuture<Boolean>> waiters) throws Exception {
        for (var waiter : waiters) {
            assertThat(waiter.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// One pulse releases whoever waits by then. When a thread does cannot be seen from outside, so
    /// who came too late for one has others to come to, though not many.
    @Test
    void settingReleasesAllThatWaitEvenIfItIsClearedAtOnce() throws Exception {
        var waiters = waiters();
        var all = CompletableFuture.allOf(waiters.toArray(CompletableFuture[]::new));
        for (int pulses = 0; pulses < MOST_PULSES && !isDoneSoon(all); pulses++) {
            event.set();
            event.clear();
        }
        requireReleased(waiters);
        assertThat(event.isSet()).isFalse();
    }

    private static boolean isDoneSoon(Future<?> future) throws Exception {
        try {
            future.get(60, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    // X-SYN-03
    @Test
    void interruptEndsAWaitAndLeavesTheOthers() throws Exception {
        var thread = new CompletableFuture<Thread>();
        var interrupted =
                inThread(
                        () -> {
                            thread.complete(Thread.currentThread());
                            event.await();
                            return true;
                        });
        var other = inThread(() -> event.await(FOR_EVER));
        Threads.requireUndone(interrupted);

        thread.get().interrupt();

        assertThatThrownBy(() -> interrupted.get(1, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
        Threads.requireUndone(other);
        event.set();
        assertThat(other.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void interruptBeforeEndsAWaitEvenIfItIsSet() {
        event.set();
        Thread.currentThread().interrupt();
        assertThatThrownBy(event::await).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> event.await(Threads.SOON))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("told by the exception").isFalse();
    }

    @Test
    void interruptedThreadStillSetsAndClearsIt() {
        Thread.currentThread().interrupt();
        event.set();
        assertThat(event.isSet()).isTrue();
        event.clear();
        assertThat(event.isSet()).isFalse();
        assertThat(Thread.interrupted()).as("stays pending").isTrue();
    }

    @Test
    void whatWasWrittenBeforeItWasSetIsSeenAfterTheWait() throws Exception {
        int[] plain = {0};
        for (int round = 1; round <= 50; round++) {
            var reader =
                    inThread(
                            () -> {
                                event.await();
                                return plain[0];
                            });
            plain[0] = round;
            event.set();
            assertThat(reader.get(20, TimeUnit.SECONDS)).isEqualTo(round);
            event.clear();
        }
    }
}
