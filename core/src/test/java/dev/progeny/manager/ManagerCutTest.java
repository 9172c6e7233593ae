package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.manager.CutRelay.Cut;
import dev.progeny.manager.CutRelay.Way;
import dev.progeny.manager.CutScenario.Step;
import dev.progeny.manager.CutScenario.Things;
import dev.progeny.sync.AbandonedLockException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// The line between a client and its server is cut at each end of a message, a byte before and
/// after it, and inside, from the first byte of the handshake to the goodbye: the client's call
/// ends, and the server has nothing left of the client.
@Tag("crash")
@ExtendWith(NothingLeft.class)
class ManagerCutTest {
    private static final Duration PATIENCE = CutScenario.PATIENCE;

    @TempDir Path directory;

    private final AuthKey key = AuthKey.random();
    private Manager server;
    private Things ours;
    private int runs;

    @BeforeEach
    void serve() {
        server =
                Manager.serve(
                        o -> o.withLease(Duration.ofMillis(200)),
                        new Address.Local(directory.resolve("server")),
                        key);
        ours = Things.at(server);
        server.bind("things", server.value(ours));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void cutAtAnyByteThatMattersLeavesNothingHalf(Way way) throws Exception { // X-MGR-01
        int before = server.size();
        var ends = run(Cut.NEVER);
        for (long bytes : positions(ends.get(way.ordinal()))) {
            run(new Cut(way, bytes));
        }
        CutScenario.await(() -> server.size() == before);
    }

    /// @return after how many bytes to cut
    private static Iterable<Long> positions(List<Long> ends) {
        var positions = new TreeSet<Long>();
        long begin = 0;
        for (long end : ends) {
            positions.addAll(List.of(begin, begin + 1, (begin + end) / 2, end - 1));
            begin = end;
        }
        assertThat(positions).as("the scenario is as long as it was").hasSizeGreaterThan(100);
        return positions;
    }

    /// @return where the frames ended, up and down
    private List<List<Long>> run(Cut cut) throws Exception {
        var entrance = directory.resolve("relay" + runs++);
        try (var relay = new CutRelay(directory.resolve("server"), entrance, cut)) {
            var scenario = new CutScenario(ours, relay);
            var end = endOf(scenario);
            try {
                assertThat(scenario.step() == Step.END).isEqualTo(end == null);
                assertThat(end == null || cut != Cut.NEVER).isTrue();
                checkClient(scenario, end);
                scenario.close();
                checkServer(scenario);
            } catch (AssertionError | Exception e) {
                var why = new AssertionError(cut + " in " + scenario.step() + ": " + e, e);
                if (end != null) {
                    why.addSuppressed(end);
                }
                throw why;
            }
            return List.of(relay.tally(Way.UP).ends(), relay.tally(Way.DOWN).ends());
        }
    }

    /// @return how it failed; null if it did all
    private Throwable endOf(CutScenario scenario) throws Exception {
        var running =
                CutScenario.elsewhere(
                        () -> {
                            scenario.run(key);
                            return null;
                        });
        try {
            running.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            var thrown = e.getCause();
            return thrown instanceof ExecutionException ofFuture ? ofFuture.getCause() : thrown;
        }
    }

    private static void checkClient(CutScenario scenario, Throwable end) {
        if (end == null) {
            return;
        }
        assertThat(end)
                .isExactlyInstanceOf(ServerGoneException.class)
                .hasMessageContaining(
                        scenario.client() == null && scenario.step() == Step.CONNECT
                                ? "the server"
                                : "may have run, or not");
        if (scenario.client() != null) {
            assertThatThrownBy(scenario.client()::names)
                    .isExactlyInstanceOf(ServerGoneException.class);
        }
        if (scenario.things() != null) {
            assertThatThrownBy(scenario.things().map()::size)
                    .isExactlyInstanceOf(ServerGoneException.class);
        }
    }

    private void checkServer(CutScenario scenario) throws Exception {
        scenario.awaitPartners();
        CutScenario.await(() -> ours.semaphore().availablePermits() == CutScenario.PERMITS);
        checkLock(scenario);
        checkBarrier(scenario);
        checkQueue(scenario);
        CutScenario.await(() -> ours.numbers().openStreams() == 0);
        Boolean isCounted = scenario.isDone(Step.COUNT);
        var count = ours.map().remove("count");
        if (isCounted != null) {
            assertThat(count).isEqualTo(isCounted ? 1 : null);
        }
    }

    /// Whoever wants the lock next is told of the death, if the client held it, and only then.
    private void checkLock(CutScenario scenario) throws Exception {
        boolean wasTold = scenario.wasTold();
        try {
            assertThat(ours.lock().tryLock(PATIENCE)).isTrue();
        } catch (AbandonedLockException e) {
            assertThat(wasTold).as("told twice").isFalse();
            wasTold = true;
            ours.lock().recover();
        }
        ours.lock().unlock();
        Boolean isLocked = scenario.isDone(Step.LOCK);
        Boolean isUnlocked = scenario.isDone(Step.UNLOCK);
        boolean isUnknown = scenario.step() == Step.AWAIT && scenario.isDone(Step.AWAIT) == null;
        if (scenario.wasCutBeforeUnlock()) {
            assertThat(wasTold).as("it never had the lock").isFalse();
        } else if (isLocked != null && isUnlocked != null && !isUnknown) {
            assertThat(wasTold).isEqualTo(isLocked && !isUnlocked);
        }
    }

    private void checkBarrier(CutScenario scenario) {
        CutScenario.await(() -> ours.barrier().numberWaiting() == 0);
        if (scenario.wasCutInBarrier()) {
            assertThat(ours.barrier().isBroken()).isTrue();
        }
        ours.barrier().reset();
    }

    /// An element is in the queue, or the client has it; the one of a take that was in flight may
    /// be gone with it, see [RemoteQueue].
    private void checkQueue(CutScenario scenario) {
        var left = new ArrayList<String>();
        ours.queue().drainTo(left);
        assertThat(left).doesNotHaveDuplicates();
        check(left, CutScenario.MINE, scenario.isDone(Step.PUT), scenario.isDone(Step.TAKE));
        boolean isPut = scenario.step().compareTo(Step.WAITING_TAKE) >= 0;
        Boolean isTaken =
                scenario.wasCutBeforePut()
                        ? Boolean.FALSE
                        : scenario.isDone(Step.WAITING_TAKE);
        check(left, CutScenario.THEIRS, isPut, isTaken);
    }

    private static void check(List<String> left, String element, Boolean isPut, Boolean isTaken) {
        if (isPut != null && isTaken != null) {
            assertThat(left.contains(element)).as(element).isEqualTo(isPut && !isTaken);
        }
    }
}
