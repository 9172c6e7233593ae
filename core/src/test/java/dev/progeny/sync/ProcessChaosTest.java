package dev.progeny.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.family.Block;
import dev.progeny.os.Os;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Processes are killed while they use a [Playground], one after the other: every second one before
/// a counted access to shared memory, where it stopped for that, the others at any moment. Two
/// threads of this process use everything at the same time, and after each kill they have to get
/// through all of it once more.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class ProcessChaosTest {
    private static final List<Playground.Kind> KINDS = List.of(Playground.Kind.values());
    private static final int WARM = 4;

    /// Victims do not live long enough for a compiler.
    private static final String QUICK = "-Xint";

    /// Accesses of the longest visit, with a wait in it, and some of the next.
    private static final int STEPS = 40;

    private static final long ORDERS = Playground.BYTE_SIZE;
    private static final long STOPPED = -1;
    private static final long AT_ANY_MOMENT = Long.MAX_VALUE;
    private static final int FIRST_SEAT = 2; // before it are the rivals

    /// Three hundred in the suite, which does this on both back ends; on the portable one each
    /// costs three times as much.
    @Test
    void threeHundredKillsLeaveEverythingAsPromised() throws Exception {
        kill(Os.current().name().equals("linux") ? 240 : 60);
    }

    @Test
    @Tag("long")
    void tenThousandKillsLeaveEverythingAsPromised() throws Exception {
        kill(10_000);
    }

    private static void kill(int kills) throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var warm = new ArrayDeque<Victim>();
        try (var block = Block.create(ORDERS + Playground.SEATS * 8L)) {
            Playground.format(block.segment());
            try (var rivals = new Rivals(block.segment())) {
                for (int kill = 0; kill < kills; kill++) {
                    while (warm.size() < WARM && kill + warm.size() < kills) {
                        warm.add(new Victim(block, kill + warm.size()));
                    }
                    String what = "seed " + seed + ", kill " + kill;
                    try (var victim = warm.remove()) {
                        what += kill % 2 == 0 ? victim.dieAtAStep(kill / 2) : victim.die(random);
                    }
                    rivals.requireRound(what);
                }
            }
        } finally {
            warm.forEach(Victim::close);
        }
    }

    /// A process that waits, when it has booted, for the word when to die.
    private static final class Victim implements AutoCloseable {
        private final Words words;
        private final long order;
        private final ChildProcess<Void> child;

        Victim(Block block, int number) {
            int seat = FIRST_SEAT + number % (Playground.SEATS - FIRST_SEAT);
            words = new Words(block.segment());
            order = ORDERS + seat * 8L;
            words.setRelease(order, 0);
            var handle = block.handle();
            child = ChildProcess.start(o -> o.withJvmOptions(QUICK), () -> live(handle, seat));
        }

        String dieAtAStep(int number) {
            int kind = number % KINDS.size();
            int step = 1 + number / KINDS.size() % STEPS;
            words.setRelease(order, (long) kind << Integer.SIZE | step);
            Threads.until(() -> words.getAcquire(order) == STOPPED || !child.isAlive());
            return ", " + KINDS.get(kind) + ", before access " + step;
        }

        String die(Random random) {
            words.setRelease(order, AT_ANY_MOMENT);
            Threads.until(() -> words.getAcquire(order) == STOPPED || !child.isAlive());
            LockSupport.parkNanos(random.nextInt(1_000_000)); // provokes: any moment
            return ", at any moment";
        }

        /// Kills it.
        @Override
        public void close() {
            child.kill();
            try {
                assertThat(child.join().signal()).as("killed, not ended").isPresent();
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            } finally {
                child.close();
            }
        }
    }

    /// In the child.
    private static void live(Block.Handle handle, int seat) throws InterruptedException {
        var block = Block.attach(handle);
        var words = new Words(block.segment());
        long at = ORDERS + seat * 8L;
        long order = words.getAcquire(at);
        while (order == 0) {
            LockSupport.parkNanos(500_000);
            order = words.getAcquire(at);
        }
        var fatal = new FatalStep(words, at, order == AT_ANY_MOMENT ? 0 : (int) order);
        var playground = new Playground(block.segment(), seat, fatal, () -> false);
        if (order == AT_ANY_MOMENT) {
            words.setRelease(at, STOPPED);
        }
        for (int visit = 0; ; visit++) {
            boolean isAny = order == AT_ANY_MOMENT;
            int kind = isAny ? (seat + visit) % KINDS.size() : (int) (order >>> Integer.SIZE);
            playground.visit(KINDS.get(kind), Playground.Role.VICTIM);
        }
    }

    /// Stops before an access, counted from 1, until it is killed.
    private static final class FatalStep implements Runnable {
        private final Words words;
        private final long order;
        private int left;

        FatalStep(Words words, long order, int left) {
            this.words = words;
            this.order = order;
            this.left = left;
        }

        @Override
        public void run() {
            if (--left == 0) {
                words.setRelease(order, STOPPED);
                while (true) {
                    LockSupport.park();
                }
            }
        }
    }

    /// Two threads that use everything, round after round.
    private static final class Rivals implements AutoCloseable {
        /// Between two rounds, for those that boot.
        private static final long PAUSE = 300_000;

        private final AtomicLong produced = new AtomicLong();
        private final AtomicLong consumed = new AtomicLong();
        private final Playground playground;
        private volatile boolean isOver;
        private final CompletableFuture<Boolean> consumer;
        private final CompletableFuture<Boolean> producer;

        Rivals(MemorySegment memory) {
            playground = new Playground(memory, 0, () -> {}, () -> isOver);
            consumer = Threads.inThread(() -> consume(memory));
            producer = Threads.inThread(() -> produce(memory));
        }

        private boolean consume(MemorySegment memory) throws InterruptedException {
            var own = new Playground(memory, 0, () -> {}, () -> false);
            while (!isOver) {
                visitAll(own, Playground.Role.CONSUMER);
                consumed.incrementAndGet();
                LockSupport.parkNanos(PAUSE);
            }
            return true;
        }

        private boolean produce(MemorySegment memory) throws InterruptedException {
            var own = new Playground(memory, 1, () -> {}, consumer::isDone);
            while (!consumer.isDone()) {
                visitAll(own, Playground.Role.PRODUCER);
                produced.incrementAndGet();
                LockSupport.parkNanos(PAUSE);
            }
            return true;
        }

        private static void visitAll(Playground playground, Playground.Role role)
                throws InterruptedException {
            for (var kind : KINDS) {
                playground.visit(kind, role);
            }
        }

        /// A round of each that began after this call.
        void requireRound(String after) {
            long consumerAt = consumed.get() + 2;
            long producerAt = produced.get() + 2;
            Threads.until(
                    () ->
                            (consumed.get() >= consumerAt && produced.get() >= producerAt)
                                    || consumer.isDone()
                                    || producer.isDone());
            assertThat(consumer).as(after).isNotDone();
            assertThat(producer).as(after).isNotDone();
            assertThat(playground.violations()).as(after).isZero();
        }

        @Override
        public void close() {
            isOver = true;
            long most = 2 * Playground.LIMIT.toSeconds();
            assertThat(consumer.orTimeout(most, TimeUnit.SECONDS).join()).isTrue();
            assertThat(producer.orTimeout(most, TimeUnit.SECONDS).join()).isTrue();
        }
    }
}
