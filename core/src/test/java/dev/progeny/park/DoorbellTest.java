package dev.progeny.park;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.progeny.os.Os;
import dev.progeny.os.ProcessIdentity;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Threads of one process, on plain memory.
class DoorbellTest {
    private static final VarHandle SIGNALS = JAVA_INT.varHandle();
    private static final Deadline NEVER = Deadline.never();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment word = arena.allocate(Doorbell.LAYOUT);
    private final Doorbell bell = Doorbell.at(word, Os.current());

    @AfterEach
    void unmap() {
        arena.close();
    }

    @Test
    void whatIsThereIsNotAwaitedEvenByAnInterruptedThread() throws Exception {
        Thread.currentThread().interrupt();

        assertThat(bell.await(() -> true, NEVER, null)).isEqualTo(Wait.READY);
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 20, 120})
    void deadlineEndsAWaitAndNeverEarly(int millis) throws Exception {
        var looks = new AtomicInteger();
        long start = System.nanoTime();

        var outcome =
                bell.await(
                        () -> looks.incrementAndGet() < 0,
                        Deadline.after(Duration.ofMillis(millis)),
                        null);

        assertThat(outcome).isEqualTo(Wait.TIMED_OUT);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(millis * 1_000_000L);
        assertThat(looks).hasPositiveValue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ringEndsTheWaitsOfAllThreads(boolean virtual) {
        var isThere = new AtomicBoolean();
        var waiters = new ArrayList<FutureTask<Wait>>();
        for (int i = 0; i < 3; i++) {
            waiters.add(start(virtual, () -> bell.await(isThere::get, NEVER, null)));
        }
        awaitASleeper();

        isThere.set(true);
        bell.ring();

        for (var waiter : waiters) {
            assertThat(resultOf(waiter)).isEqualTo(Wait.READY);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeEndsAllWaitsNowAndLater(boolean virtual) throws Exception {
        var waiter = start(virtual, () -> bell.await(() -> false, NEVER, null));
        awaitASleeper();

        bell.close();
        bell.close();

        assertThat(resultOf(waiter)).isEqualTo(Wait.CLOSED);
        assertThat(bell.await(() -> false, NEVER, null)).isEqualTo(Wait.CLOSED);
        assertThat(bell.await(() -> true, NEVER, null)).isEqualTo(Wait.READY);
    }

    @Test
    void closeIsThisProcesssOwn() throws Exception {
        var other = Doorbell.at(word, Os.current());
        bell.close();

        assertThat(other.await(() -> false, Deadline.after(Duration.ZERO), null))
                .isEqualTo(Wait.TIMED_OUT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptEndsAWaitWithoutARing(boolean virtual) {
        var caught = new CompletableFuture<Boolean>();
        var waiter =
                thread(
                        virtual,
                        () -> {
                            try {
                                bell.await(() -> false, NEVER, null);
                            } catch (InterruptedException e) {
                                caught.complete(Thread.currentThread().isInterrupted());
                            }
                        });
        awaitASleeper();
        waiter.interrupt();

        assertThat(caught.orTimeout(10, SECONDS).join()).as("interrupt status left").isFalse();
    }

    @Test
    void uninterruptibleWaitSleepsOnAndKeepsTheInterrupt() {
        bell.spin(Spin.none());
        var isThere = new AtomicBoolean();
        var looks = new AtomicInteger();
        var waiter =
                start(
                        false,
                        () -> {
                            Thread.currentThread().interrupt();
                            var outcome =
                                    bell.awaitUninterruptibly(
                                            () -> isLook(looks, isThere), NEVER, null);
                            return Thread.interrupted() ? outcome : Wait.CLOSED;
                        });
        awaitASleeper();
        isThere.set(true);
        bell.ring();

        assertThat(resultOf(waiter)).isEqualTo(Wait.READY);
        assertThat(looks).as("looks, few since it slept in between").hasValueLessThan(100);
    }

    private static boolean isLook(AtomicInteger looks, AtomicBoolean isThere) {
        looks.incrementAndGet();
        return isThere.get();
    }

    @Test
    void deadPeerEndsAWaitAfterALastLook() throws Exception {
        var self = Os.current().self();
        try (var gone = Os.current().watch(new ProcessIdentity(self.pid(), self.startTime() + 1))) {
            assertThat(bell.await(() -> false, NEVER, gone)).isEqualTo(Wait.PEER_DEAD);
            assertThat(bell.await(() -> !gone.isAlive(), NEVER, gone)).isEqualTo(Wait.READY);
        }
    }

    @Test
    void deadPeerEndsWaitsThatAreShorterThanASlice() throws Exception {
        var self = Os.current().self();
        try (var gone = Os.current().watch(new ProcessIdentity(self.pid(), self.startTime() + 1))) {
            var brief = Duration.ofMillis(10);
            var outcomes = new ArrayList<Wait>();
            for (int i = 0; i < 20; i++) {
                outcomes.add(bell.await(() -> false, Deadline.after(brief), gone));
            }
            assertThat(outcomes).contains(Wait.PEER_DEAD);
        }
    }

    @Test
    void livingPeerEndsNothing() throws Exception {
        try (var me = Os.current().watch(Os.current().self())) {
            assertThat(bell.await(() -> false, Deadline.after(Duration.ofMillis(120)), me))
                    .isEqualTo(Wait.TIMED_OUT);
        }
    }

    @Test
    void lostWakeUpIsMendedWithinASlice() {
        var isThere = new AtomicBoolean();
        var waiter = start(false, () -> bell.await(isThere::get, NEVER, null));
        awaitASleeper();

        isThere.set(true); // the ringer is killed here

        assertThat(resultOf(waiter)).isEqualTo(Wait.READY);
    }

    @Test
    void bitLeftByAKilledSleeperIsGoneAfterOneRing() {
        word.set(JAVA_INT, 0, 7);

        bell.ring();
        assertThat(word.get(JAVA_INT, 0)).isEqualTo(8);
        bell.ring();
        assertThat(word.get(JAVA_INT, 0)).as("no sleeper, no store").isEqualTo(8);
    }

    @Test
    void wakeUpsAreCountedThroughTheWordsOverflow() {
        word.set(JAVA_INT, 0, -1);

        bell.ring();

        assertThat(word.get(JAVA_INT, 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 50_000})
    void pingPongLosesNoWakeUp(long spin) {
        int rounds = Os.current().name().equals("portable") ? 2_000 : 100_000;
        var other = Doorbell.at(arena.allocate(Doorbell.LAYOUT), Os.current());
        bell.spin(Spin.upTo(spin));
        other.spin(Spin.upTo(spin));
        var ball = new AtomicInteger();
        var opponent = start(false, () -> play(ball, 1, rounds, other, bell));

        long start = System.nanoTime();
        var outcome = start(false, () -> play(ball, 0, rounds, bell, other));

        assertThat(resultOf(outcome)).isEqualTo(Wait.READY);
        assertThat(resultOf(opponent)).isEqualTo(Wait.READY);
        assertThat(System.nanoTime() - start)
                .as("each lost wake-up would cost a slice")
                .isLessThan(rounds * Doorbell.SLICE / 10);
    }

    /// Takes the ball whenever its number has the player's parity.
    private static Wait play(
            AtomicInteger ball, int player, int rounds, Doorbell mine, Doorbell other)
            throws InterruptedException {
        for (int round = player; round < 2 * rounds; round += 2) {
            int mineNow = round;
            var outcome = mine.await(() -> ball.get() == mineNow, NEVER, null);
            if (outcome != Wait.READY) {
                return outcome;
            }
            ball.incrementAndGet();
            other.ring();
        }
        return Wait.READY;
    }

    @Test
    void manyRingersWakeOneWaiterForEachOfTheirSignals() {
        int each = 5_000;
        var published = new AtomicInteger();
        var ringers = new ArrayList<FutureTask<Wait>>();
        for (int i = 0; i < 3; i++) {
            ringers.add(start(false, () -> publish(published, each)));
        }
        var waiter =
                start(
                        false,
                        () -> {
                            for (int seen = 0; seen < 3 * each; seen = published.get()) {
                                int before = seen;
                                bell.await(() -> published.get() > before, NEVER, null);
                            }
                            return Wait.READY;
                        });

        assertThat(resultOf(waiter)).isEqualTo(Wait.READY);
        ringers.forEach(DoorbellTest::resultOf);
    }

    private Wait publish(AtomicInteger published, int times) {
        for (int i = 0; i < times; i++) {
            published.incrementAndGet();
            bell.ring();
        }
        return Wait.READY;
    }

    @Test
    void ringAfterAnInterruptMakesItNoticedAtOnce() throws Exception {
        int rounds = 20;
        long took = 0;
        for (int i = 0; i < rounds; i++) {
            word.set(JAVA_INT, 0, 0);
            var waiter = thread(false, this::awaitInterrupt);
            while (((int) SIGNALS.getOpaque(word, 0L) & 1) == 0) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            waiter.interrupt();
            bell.ring();
            waiter.join();
            took += System.nanoTime() - start;
        }
        assertThat(took).isLessThan(rounds * Doorbell.SLICE / 4);
    }

    private void awaitInterrupt() {
        try {
            bell.await(() -> false, NEVER, null);
        } catch (InterruptedException e) {
            // this is what the test waits for, by the end of the thread
        }
    }

    private void awaitASleeper() {
        await().until(() -> ((int) SIGNALS.getOpaque(word, 0L) & 1) == 1);
    }

    private static FutureTask<Wait> start(boolean virtual, Callable<Wait> task) {
        var future = new FutureTask<>(task);
        thread(virtual, future);
        return future;
    }

    private static Thread thread(boolean virtual, Runnable task) {
        return virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().daemon().start(task);
    }

    private static Wait resultOf(FutureTask<Wait> task) {
        try {
            return task.get(60, SECONDS);
        } catch (Exception e) {
            throw new AssertionError(List.of(task.state()).toString(), e);
        }
    }
}
