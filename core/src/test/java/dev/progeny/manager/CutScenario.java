package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.channel.AuthKey;
import dev.progeny.sync.AbandonedLockException;

import org.awaitility.Awaitility;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a client does step by step, with somebody at the server who makes each wait end, and how
/// far it came before its connection was cut.
@SuppressWarnings({"LockNotBeforeTry", "WaitNotInLoop"}) // the holder is cut off
final class CutScenario {
    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final int PERMITS = 2;
    static final String MINE = "put by the client";
    static final String THEIRS = "put while the client waits";
    private static final int ELEMENTS = 1200; // three batches

    private final Things ours;
    private final CutRelay relay;
    private final List<CompletableFuture<?>> partners = new ArrayList<>();
    private volatile Step step = Step.CONNECT;
    private volatile Manager client;
    private volatile Things things;
    private volatile boolean wasCutBeforeUnlock;
    private volatile boolean wasCutBeforePut;
    private volatile boolean wasCutInBarrier;
    private volatile boolean wasTold;

    /// In order. Those before the current one have been done, those after it have not begun.
    enum Step {
        CONNECT,
        LOOK_UP,
        COUNT,
        ACQUIRE,
        PUT,
        LOCK,
        AWAIT,
        CREATE,
        UNLOCK,
        TAKE,
        WAITING_TAKE,
        RELEASE,
        BARRIER,
        CALL_BACK,
        STREAM,
        LATER,
        CLOSE,
        END
    }

    /// What a client knows of a call.
    enum Fate {
        DONE,
        NOT_DONE,
        UNKNOWN;

        /// One that did not arrive whole has not run.
        static Fate ofCallInFlight(CutRelay relay) {
            return relay.isLastCallBroken() ? NOT_DONE : UNKNOWN;
        }
    }

    /// An object of the user's.
    interface Numbers {
        Stream<Integer> upTo(int count);

        int openStreams();

        void each(int count, @ByReference Consumer<Integer> seen);

        CompletableFuture<Integer> later(int number);
    }

    static final class Counted implements Numbers {
        private final AtomicInteger open = new AtomicInteger();

        @Override
        public Stream<Integer> upTo(int count) {
            open.incrementAndGet();
            return IntStream.range(0, count).boxed().onClose(open::decrementAndGet);
        }

        @Override
        public int openStreams() {
            return open.get();
        }

        @Override
        public void each(int count, Consumer<Integer> seen) {
            IntStream.range(0, count).boxed().forEach(seen);
        }

        @Override
        public CompletableFuture<Integer> later(int number) {
            return CompletableFuture.supplyAsync(() -> number);
        }
    }

    /// What all clients share.
    record Things(
            RemoteMap<String, Integer> map,
            RemoteCondition condition,
            RemoteSemaphore semaphore,
            RemoteQueue<String> queue,
            RemoteBarrier barrier,
            Numbers numbers)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        static Things at(Manager server) {
            return new Things(
                    server.map(),
                    server.condition(),
                    server.boundedSemaphore(PERMITS),
                    server.queue(10),
                    server.barrier(2),
                    server.create(Numbers.class, Counted::new));
        }

        RemoteLock lock() {
            return condition.lock();
        }
    }

    CutScenario(Things ours, CutRelay relay) {
        this.ours = ours;
        this.relay = relay;
    }

    static void await(Callable<Boolean> isSo) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE)
                .until(isSo);
    }

    /// Does it all, or fails where the connection was cut.
    void run(AuthKey key) throws Exception {
        client = Manager.connect(relay.address(), key);
        step = Step.LOOK_UP;
        things = (Things) client.lookup("things", RemoteValue.class).get();
        step = Step.COUNT;
        things.map.merge("count", 1, Integer::sum);
        step = Step.ACQUIRE;
        things.semaphore.acquire();
        step = Step.PUT;
        things.queue.put(MINE);
        lockAndWait();
        step = Step.TAKE;
        assertThat(things.queue.take()).isEqualTo(MINE);
        step = Step.WAITING_TAKE;
        withPartner(2, this::put);
        assertThat(things.queue.take()).isEqualTo(THEIRS);
        step = Step.RELEASE;
        things.semaphore.release();
        step = Step.BARRIER;
        withPartner(1, _ -> meet());
        things.barrier.await();
        useNumbers();
        step = Step.CLOSE;
        client.close();
        step = Step.END;
    }

    private void lockAndWait() throws Exception {
        step = Step.LOCK;
        var isHeld = new CompletableFuture<Void>();
        int before = relay.tally(CutRelay.Way.UP).frames();
        partners.add(elsewhere(() -> hold(isHeld, before)));
        isHeld.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        things.lock().lock();
        step = Step.AWAIT;
        withPartner(1, _ -> signal());
        things.condition.await();
        step = Step.CREATE;
        var _ = client.map(); // which nobody else knows
        step = Step.UNLOCK;
        things.lock().unlock();
    }

    private void useNumbers() throws Exception {
        step = Step.CALL_BACK;
        var seen = new ArrayList<Integer>();
        things.numbers.each(3, seen::add);
        assertThat(seen).containsExactly(0, 1, 2);
        step = Step.STREAM;
        try (var numbers = things.numbers.upTo(ELEMENTS)) {
            assertThat(numbers.count()).isEqualTo(ELEMENTS);
        }
        step = Step.LATER;
        assertThat(things.numbers.later(7).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(7);
    }

    static <T> CompletableFuture<T> elsewhere(Callable<T> work) {
        var result = new CompletableFuture<T>();
        Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                result.complete(work.call());
                            } catch (Throwable e) {
                                result.completeExceptionally(e);
                            }
                        });
        return result;
    }

    /// What somebody at the server does once the client's call has come, or will not.
    @FunctionalInterface
    private interface Partner {
        /// @param wasCut whether the server has noticed that the client has gone
        void act(boolean wasCut) throws Exception;
    }

    private void withPartner(int calls, Partner partner) {
        int before = relay.tally(CutRelay.Way.UP).frames();
        partners.add(
                elsewhere(
                        () -> {
                            partner.act(awaitCalls(before + calls));
                            return null;
                        }));
    }

    /// @return whether the server has noticed that the client has gone; it has a permit
    private boolean awaitCalls(int frames) {
        await(() -> relay.tally(CutRelay.Way.UP).frames() >= frames || relay.isCut());
        if (relay.isCut() && step.compareTo(Step.RELEASE) < 0) {
            await(() -> ours.semaphore.availablePermits() == PERMITS);
        }
        return relay.isCut();
    }

    private Object hold(CompletableFuture<Void> isHeld, int framesBefore) {
        ours.lock().lock();
        isHeld.complete(null);
        wasCutBeforeUnlock = awaitCalls(framesBefore + 2);
        ours.lock().unlock();
        return ours;
    }

    private void put(boolean wasCut) throws InterruptedException {
        wasCutBeforePut = wasCut;
        ours.queue.put(THEIRS);
    }

    private void signal() {
        try {
            ours.lock().lock();
            ours.condition.signal();
        } catch (AbandonedLockException e) {
            wasTold = true;
            ours.lock().recover();
        }
        ours.lock().unlock();
    }

    private void meet() throws Exception {
        await(() -> ours.barrier.numberWaiting() == 1 || relay.isCut());
        boolean isWaiting = ours.barrier.numberWaiting() == 1;
        if (relay.isCut()) {
            wasCutInBarrier = isWaiting;
            return;
        }
        try {
            ours.barrier.await(PATIENCE);
        } catch (BrokenBarrierException e) {
            // it was cut while this one came
        }
    }

    /// Waits until those at the server have done their part.
    void awaitPartners() throws Exception {
        for (var partner : partners) {
            partner.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    void close() {
        if (client != null) {
            client.close();
        }
    }

    Manager client() {
        return client;
    }

    Things things() {
        return things;
    }

    /// What was in flight when it ended.
    Step step() {
        return step;
    }

    Fate fate(Step asked) {
        int order = asked.compareTo(step);
        if (order == 0) {
            return Fate.ofCallInFlight(relay);
        }
        return order < 0 ? Fate.DONE : Fate.NOT_DONE;
    }

    boolean wasCutBeforeUnlock() {
        return wasCutBeforeUnlock;
    }

    boolean wasCutBeforePut() {
        return wasCutBeforePut;
    }

    boolean wasCutInBarrier() {
        return wasCutInBarrier;
    }

    /// Whether the one who was to signal has been told of the client's death, and has repaired.
    boolean wasTold() {
        return wasTold;
    }
}
