package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.manager.ChaosClient.Shared;
import dev.progeny.process.ChildProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Clients of one server are killed at random moments, while they start too, and the books are
/// balanced after each: nobody else waits for the dead one, and at most what it had in its hands is
/// lost. The seed of `-Ddev.progeny.test.seed` replays the same choices.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class ManagerChaosTest {
    private static final int CLIENTS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// On a busy machine the deaths take longer than anybody waits for a test.
    private static final Duration SHORT = Duration.ofSeconds(8);

    private static final int LEAST_KILLS = 4;

    /// Between two kills, in ms.
    private static final int LONGEST_WAIT = 100;

    private final long seed = Long.getLong("dev.progeny.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Map<Integer, ChildProcess<Void>> living = new HashMap<>();
    private int lastClient;
    private int killed;
    private int tokens = Shared.TOKENS;
    private Shared shared;

    /// What clients are forked off is kept for the next start.
    @AfterEach
    void endTemplates() {
        ChildProcess.endTemplates();
    }

    @Test
    void killedClientsLeaveNothingThatOthersWaitFor() throws Exception {
        kill(60, SHORT);
        assertThat(killed).isGreaterThanOrEqualTo(LEAST_KILLS);
    }

    @Test
    @Tag("long")
    void twoThousandKilledClientsLeaveNothingThatOthersWaitFor() throws Exception {
        kill(2000, Duration.ofMinutes(40));
    }

    private void kill(int kills, Duration most) throws Exception {
        System.out.println("seed of the chaos: " + seed);
        long end = System.nanoTime() + most.toNanos();
        try (var manager = Manager.start(o -> o.withLease(Duration.ofSeconds(1)))) {
            shared = Shared.at(manager);
            int before = manager.size();
            killUntil(kills, end);
            await("leases of the dead are over", () -> manager.size() == before);
        }
        System.out.println("killed " + killed + " clients: tokens left=" + tokens);
    }

    private void killUntil(int kills, long end) throws Exception {
        try {
            while (killed < kills && System.nanoTime() - end < 0) {
                while (living.size() < CLIENTS) {
                    start();
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_WAIT));
                killOne();
                check();
            }
        } finally {
            living.values().forEach(ChildProcess::close);
        }
    }

    private void start() {
        int id = ++lastClient;
        var client = new ChaosClient(id, random.nextLong(), shared);
        living.put(id, ChildProcess.start(o -> o.withStartMethod(ChaosClient.QUICKEST), client));
    }

    private void killOne() throws InterruptedException {
        var ids = living.keySet().stream().sorted().toList();
        var victim = living.remove(ids.get(random.nextInt(ids.size())));
        assertThat(victim.isAlive()).as("it ended by itself: %s", victim.result()).isTrue();
        victim.kill();
        victim.join();
        victim.close();
        killed++;
    }

    /// Has those who live stand still, and looks at everything.
    private void check() throws Exception {
        shared.goesOn().clear();
        var others = shared.here().snapshot(); // whoever comes later finds that nothing goes on
        others.retainAll(living.keySet());
        await("all others stand still", () -> shared.standing().containsAll(others));
        await("permits", () -> shared.permits().availablePermits() == Shared.PERMITS);
        await("nobody in the barrier", () -> shared.barrier().numberWaiting() == 0);
        shared.lockAndRepair();
        assertThat(shared.ledger().get("first")).isEqualTo(shared.ledger().get("second"));
        shared.lock().unlock();
        shared.nothing().put("not for the dead");
        assertThat(shared.nothing().poll()).isEqualTo("not for the dead");
        assertThat(shared.wrong()).isEmpty();
        checkCounts();
        checkTokens();
        shared.goesOn().set();
    }

    /// What a client has been told to be done was done once.
    private void checkCounts() {
        var done = shared.done().snapshot();
        shared.begun()
                .snapshot()
                .forEach(
                        (id, begun) ->
                                assertThat(begun - done.getOrDefault(id, 0))
                                        .as("client %s", id)
                                        .isBetween(0, living.containsKey(id) ? 0 : 1));
    }

    /// A client that was killed had one token in its hands, or none.
    private void checkTokens() {
        var found = new ArrayList<Integer>();
        for (var queue : shared.queues()) {
            found.addAll(List.of(queue.toArray(new Integer[0])));
        }
        assertThat(found).doesNotHaveDuplicates().hasSizeBetween(tokens - 1, tokens);
        tokens = found.size();
    }

    private static void await(String what, java.util.concurrent.Callable<Boolean> isSo) {
        Awaitility.await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(PATIENCE)
                .until(isSo);
    }
}
