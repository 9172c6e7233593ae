package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Clients that live, and neither receive nor find their server.
@ExtendWith(NothingLeft.class)
class SlowClientTest {
    /// More than all buffers on the way hold.
    private static final int LONG = 32 << 20;

    /// Counted down at the server, which is in this process.
    private static final CountDownLatch RUNS = new CountDownLatch(1);

    private Relayed relayed;
    private Manager server;
    private Relay relay;
    private Manager client;

    @BeforeEach
    void connect() throws Exception {
        relayed = new Relayed();
        server = relayed.server;
        relay = relayed.relay;
        client = relayed.client;
    }

    @AfterEach
    void close() {
        relayed.close();
    }

    @Test
    @SuppressWarnings("unchecked")
    void clientThatDoesNotReceiveItsAnswerHoldsUpNobodyElse() throws Exception {
        RemoteMap<String, byte[]> map = server.map();
        server.bind("map", map);
        RemoteMap<String, byte[]> its = client.lookup("map", RemoteMap.class);
        CompletableFuture<byte[]> answer;
        try (var _ = relay.holdAnswers()) {
            answer = CutScenario.elsewhere(() -> its.computeIfAbsent("long", _ -> array()));
            assertThat(RUNS.await(30, TimeUnit.SECONDS)).isTrue();
            var size = CutScenario.elsewhere(map::size);
            assertThat(size.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(answer.get(30, TimeUnit.SECONDS)).hasSize(LONG);
    }

    private static byte[] array() {
        RUNS.countDown();
        return new byte[LONG];
    }

    @Test
    void closingEndsTheCallThatLooksForTheServer() throws Exception {
        RemoteQueue<Integer> queue = client.queue(1);
        server.close();
        assertThatThrownBy(queue::size).isInstanceOf(ServerGoneException.class);
        var caller = new CompletableFuture<Thread>();
        var call =
                CutScenario.elsewhere(
                        () -> {
                            caller.complete(Thread.currentThread());
                            return queue.size();
                        });
        var thread = caller.get(30, TimeUnit.SECONDS);
        CutScenario.await(() -> thread.getState() == Thread.State.TIMED_WAITING);
        client.close();
        assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ServerGoneException.class)
                .hasMessageContaining("was closed in this process");
    }
}
