package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.manager.CutRelay.Cut;
import dev.progeny.manager.CutRelay.Way;
import dev.progeny.manager.CutScenario.Fate;
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
import java.util.Map;
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

    /// Frames each way at the most until a client is let in.
    private static final int GREETINGS = 3;

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
        for (long bytes : positions(ends.get(way))) {
            run(new Cut(way, bytes));
        }
        CutScenario.await(() -> server.size() == before);
    }

    /// What it had is kept for it, and a call that was in flight is not made again.
    @ParameterizedTest
    @EnumSource(Way.class)
    void clientThatComesBackHasWhatItHad(Way way) throws Exception {
        var ends = comeBack(Cut.NEVER, way);
        for (long bytes : positions(ends)) {
            if (bytes > ends.get(GREETINGS)) {
                comeBack(new Cut(way, bytes), way);
            }
        }
    }

    private List<Long> comeBack(Cut cut, Way way) throws Exception {
        var entrance = directory.resolve("relay" + runs++);
        try (var relay = new CutRelay(directory.resolve("server"), entrance, cut);
                var client =
                        Manager.connect(o -> o.withReconnect(PATIENCE), relay.address(), key)) {
            var returning = new ReturningClient(client, relay);
            returning.run();
            returning.check(ours);
            return relay.tally(way).ends();
        } catch (AssertionError | Exception e) {
            throw new AssertionError(cut + ": " + e, e);
        }
    }

    /// @return after how many bytes to cut
    private static Iterable<Long> positions(List<Long> ends) {
        var positions = new TreeSet<Long>();
        long begin = 0;
        for (long end : ends) {
            positions.addAll(List.of(begin, begin + 1, (begin + end) / 2, end - 1));
            begin = end;
        }
        assertThat(positions).as("the scenario is as long as it was").hasSizeGreaterThan(20);
        return positions;
    }

    /// @return where the frames ended
    private Map<Way, List<Long>> run(Cut cut) throws Exception {
        var entrance = directory.resolve("relay" + runs++);
        try (var relay = new CutRelay(directory.resolve("server"), entrance, cut)) {
            var scenario = new CutScenario(ours, relay);
            var end = endOf(scenario);
            try {
                assertThat(scenario.step() == Step.END).isEqualTo(end == null);
                assertThat(end == null || !cut.equals(Cut.NEVER)).isTrue();
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
            return Map.of(
                    Way.UP, relay.tally(Way.UP).ends(), Way.DOWN, relay.tally(Way.DOWN).ends());
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
        check(scenario.fate(Step.COUNT), ours.map().remove("count") != null);
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
        var isLocked = scenario.fate(Step.LOCK);
        var isUnlocked = scenario.fate(Step.UNLOCK);
        if (scenario.wasCutBeforeUnlock()) {
            assertThat(wasTold).as("it never had the lock").isFalse();
        } else if (scenario.fate(Step.AWAIT) != Fate.UNKNOWN) {
            check(difference(isLocked, isUnlocked), wasTold);
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
        var mine = difference(scenario.fate(Step.PUT), scenario.fate(Step.TAKE));
        check(mine, left.contains(CutScenario.MINE));
        boolean isPut = scenario.step().compareTo(Step.WAITING_TAKE) >= 0;
        var isTaken = scenario.wasCutBeforePut() ? Fate.NOT_DONE : scenario.fate(Step.WAITING_TAKE);
        var theirs = difference(isPut ? Fate.DONE : Fate.NOT_DONE, isTaken);
        check(theirs, left.contains(CutScenario.THEIRS));
    }

    /// Whether what was begun has not been ended.
    private static Fate difference(Fate begun, Fate ended) {
        if (begun == Fate.UNKNOWN || ended == Fate.UNKNOWN) {
            return Fate.UNKNOWN;
        }
        return begun == Fate.DONE && ended == Fate.NOT_DONE ? Fate.DONE : Fate.NOT_DONE;
    }

    private static void check(Fate known, boolean isSo) {
        if (known != Fate.UNKNOWN) {
            assertThat(isSo).isEqualTo(known == Fate.DONE);
        }
    }
}
