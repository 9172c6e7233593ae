package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.SharedQueue;
import dev.progeny.manager.ChaosClient.Shared;
import dev.progeny.process.ChildProcess;
import dev.progeny.task.RemoteRunnable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Servers are killed at random moments, while threads of this process and another process use
/// them: every call ends, and says why. The seed of `-Ddev.progeny.test.seed` replays the same
/// choices.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class ServerChaosTest {
    private static final int THREADS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// On a busy machine it takes longer than anybody waits for a test.
    private static final Duration SHORT = Duration.ofSeconds(8);

    private static final int LEAST_KILLS = 2;

    /// From the first call to the death, in ms.
    private static final int LONGEST_LIFE = 100;

    private final long seed = Long.getLong("dev.progeny.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<Long> nanos = new ArrayList<>();

    /// Uses one server after the other, each until its death.
    ///
    /// @param servers what they have
    /// @param ends how the use of each ended
    private record Visitor(SharedQueue<Shared> servers, SharedQueue<String> ends)
            implements RemoteRunnable {
        private static final long serialVersionUID = 1L;

        @Override
        public void runRemotely() throws InterruptedException {
            for (int round = 0; true; round++) {
                var shared = servers.take();
                try {
                    new ChaosClient(THREADS, round, shared).runRemotely();
                } catch (Exception e) {
                    ends.put(e.getClass().getName());
                }
            }
        }
    }

    @AfterEach
    void endTemplates() {
        ChildProcess.endTemplates();
    }

    @Test
    void everyCallEndsWithItsServer() throws Exception { // X-MGR-01
        kill(20, SHORT);
        assertThat(nanos).hasSizeGreaterThanOrEqualTo(LEAST_KILLS);
    }

    @Test
    @Tag("long")
    void everyCallEndsWithEachOfFiveHundredServers() throws Exception {
        kill(500, Duration.ofMinutes(30));
    }

    private void kill(int kills, Duration most) throws Exception {
        System.out.println("seed of the chaos: " + seed);
        long end = System.nanoTime() + most.toNanos();
        try (var servers = SharedQueue.<Shared>create(1);
                var ends = SharedQueue.<String>create(1);
                var _ = ChildProcess.start(new Visitor(servers, ends))) {
            while (nanos.size() < kills && System.nanoTime() - end < 0) {
                round(servers, ends);
            }
        }
        nanos.sort(null);
        System.out.println("calls ended after, in ns: " + nanos);
        // half of them, since others use this machine too
        assertThat(Duration.ofNanos(nanos.get(nanos.size() / 2))).isLessThan(Duration.ofSeconds(1));
    }

    private void round(SharedQueue<Shared> servers, SharedQueue<String> ends) throws Exception {
        var before = ChildProcess.active();
        try (var manager =
                Manager.start(o -> o.withLaunch(l -> l.withStartMethod(ChaosClient.QUICKEST)))) {
            var server =
                    ChildProcess.active().stream()
                            .filter(child -> !before.contains(child))
                            .findAny()
                            .orElseThrow();
            var shared = Shared.at(manager);
            servers.put(shared);
            var calls = new ArrayList<CompletableFuture<Object>>();
            for (int i = 0; i < THREADS; i++) {
                var client = new ChaosClient(i, random.nextLong(), shared);
                calls.add(
                        CutScenario.elsewhere(
                                () -> {
                                    client.runRemotely();
                                    return client;
                                }));
            }
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE));
            server.kill();
            long killed = System.nanoTime();
            for (var call : calls) {
                assertThatThrownBy(() -> call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .cause()
                        .isExactlyInstanceOf(ServerGoneException.class);
            }
            assertThat(ends.poll(PATIENCE)).isEqualTo(ServerGoneException.class.getName());
            nanos.add(System.nanoTime() - killed);
        }
    }
}
