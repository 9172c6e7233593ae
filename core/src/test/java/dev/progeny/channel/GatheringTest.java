package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Waiting for many sources at a time.
@ExtendWith(NothingLeft.class)
class GatheringTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    @Tag("process")
    void nothingIsLostOverSeveralWriters() throws Exception { // CON-22
        var sources = new ArrayList<Connection<Integer>>();
        var children = new ArrayList<ChildProcess<Void>>();
        Map<Connection<Integer>, List<Integer>> received = new HashMap<>();
        for (int i = 0; i < 4; i++) {
            var pipe = Connection.<Integer>oneWay();
            var writer = pipe.sender();
            sources.add(pipe.receiver());
            received.put(pipe.receiver(), new ArrayList<>());
            children.add(
                    ChildProcess.start(
                            () -> {
                                for (int n = 0; n < 10; n++) {
                                    writer.send(n);
                                }
                                writer.close();
                            }));
            writer.close();
        }
        while (!sources.isEmpty()) {
            for (var source : Connection.awaitReadable(sources, LONG)) {
                try {
                    received.get(source).add(source.receive());
                } catch (ConnectionClosedException e) {
                    sources.remove(source);
                    source.close();
                }
            }
        }
        assertThat(received.values())
                .hasSize(4)
                .allMatch(numbers -> numbers.equals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)));
        children.forEach(ChildProcess::close);
    }

    @Test
    void selectableChannelsAreSources() throws Exception { // CON-23
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        try (var pair = Connection.<String>pair()) {
            var sources = List.of(pair.left(), pipe.source());
            assertThat(Connection.awaitReadable(sources, Duration.ZERO)).isEmpty();
            var written =
                    ConnectionContract.inBackground(
                            () -> {
                                assertThat(pipe.sink().write(ByteBuffer.allocate(1))).isEqualTo(1);
                            });
            assertThat(Connection.awaitReadable(sources, LONG)).isEqualTo(List.of(pipe.source()));
            written.get(10, TimeUnit.SECONDS);
            pair.right().send("x");
            assertThat(Connection.awaitReadable(sources, LONG)).isEqualTo(sources);
        }
        assertThat(Connection.awaitReadable(List.of(pipe.source()), LONG)).hasSize(1);
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void nothingReadyGivesNothingNotBeforeTheTime() throws Exception { // CON-24, CON-25
        try (var one = Connection.pair();
                var other = Connection.pair();
                var sockets = Strangers.meet(Address.Tcp.loopback())) {
            var all = List.of(one.left(), other.left(), sockets.left());
            for (var sources : List.of(all, all.subList(0, 2), all.subList(2, 3))) {
                long start = System.nanoTime();
                assertThat(Connection.awaitReadable(sources, Duration.ofMillis(300))).isEmpty();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(300_000_000L);
                assertThat(Connection.awaitReadable(sources, Duration.ofSeconds(-1))).isEmpty();
                assertThat(System.nanoTime() - start).isLessThan(1_300_000_000L);
            }
            other.right().send("x");
            assertThat(Connection.awaitReadable(all, LONG)).containsExactly(other.left());
            sockets.right().sendBytes(new byte[0]);
            assertThat(Connection.awaitReadable(all.subList(2, 3), LONG)).hasSize(1);
            assertThat(Connection.awaitReadable(List.of(), Duration.ofMillis(10))).isEmpty();
        }
    }

    @Test
    void eachKindOfSourceWakesAMixedWait() throws Exception {
        var key = AuthKey.random();
        try (var pair = Connection.pair();
                var sockets = Strangers.meet(Address.Tcp.loopback());
                var listener = Listener.bind(Address.Tcp.loopback(), key)) {
            var future = new CompletableFuture<String>();
            List<Object> all = List.of(pair.left(), sockets.left(), listener, future);
            List<Connection<Object>> clients = new ArrayList<>();
            List<ConnectionContract.Work> events =
                    List.of(
                            () -> pair.right().send("x"),
                            () -> sockets.right().send("x"),
                            () -> clients.add(Connection.connect(listener.address(), key)),
                            () -> future.complete("x"));
            for (int i = 0; i < events.size(); i++) {
                int event = i;
                var later =
                        CompletableFuture.runAsync(
                                () -> ConnectionContract.inBackground(events.get(event)).join(),
                                CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));
                assertThat(Connection.awaitReadable(all, LONG)).containsExactly(all.get(i));
                later.get(10, TimeUnit.SECONDS);
                switch (i) {
                    case 0 -> pair.left().receive();
                    case 1 -> sockets.left().receive();
                    case 2 -> clients.add(listener.accept());
                    default -> assertThat(future).isDone();
                }
            }
            clients.forEach(Connection::close);
        }
    }

    @Test
    @Tag("process")
    void childIsReadableOnceItHasEndedAndAnEndWhenItsHolderDies() throws Exception {
        var pair = Connection.pair();
        var end = pair.right();
        try (pair;
                var child =
                        ChildProcess.start(
                                () -> {
                                    end.send("ready");
                                    Thread.currentThread().join();
                                })) {
            assertThat(pair.left().receive()).isEqualTo("ready");
            var sources = List.of(pair.left(), child);
            assertThat(Connection.awaitReadable(sources, Duration.ofMillis(100))).isEmpty();
            child.kill();

            assertThat(Connection.awaitReadable(List.of(pair.left()), LONG))
                    .containsExactly(pair.left());
            assertThat(Connection.awaitReadable(List.of(child), LONG)).isEqualTo(List.of(child));
            assertThat(Connection.awaitReadable(sources, LONG)).isEqualTo(sources);
        }
    }

    @Test
    void interruptEndsAWaitAndLosesNothing() throws Exception { // X-SYN-03
        try (var pair = Connection.pair();
                var sockets = Strangers.meet(Address.Tcp.loopback())) {
            for (var sources : List.of(List.of(pair.left()), List.of(sockets.left()))) {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> Connection.awaitReadable(sources, LONG))
                        .isInstanceOf(InterruptedException.class);
            }
            pair.right().send("x");
            sockets.right().send("y");
            assertThat(pair.left().receive()).isEqualTo("x");
            assertThat(sockets.left().receive()).isEqualTo("y");
        }
    }

    @Test
    void thousandsOfSourcesAreAwaitedWithoutPolling() throws Exception {
        var pairs = new ArrayList<Connection.Pair<Integer>>();
        for (int i = 0; i < 1000; i++) {
            pairs.add(Connection.pair());
        }
        try {
            var sources = pairs.stream().map(Connection.Pair::left).toList();
            for (int i : List.of(0, 500, 999)) {
                pairs.get(i).right().send(i);
                assertThat(Connection.awaitReadable(sources, LONG)).containsExactly(sources.get(i));
                assertThat(sources.get(i).receive()).isEqualTo(i);
            }
        } finally {
            pairs.forEach(Connection.Pair::close);
        }
    }

    @Test
    void whatCannotBeAwaitedIsRefused() throws Exception {
        assertThatThrownBy(() -> Connection.awaitReadable(List.of("text"), LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String");
        var pair = Connection.pair();
        pair.close();
        assertThatThrownBy(() -> Connection.awaitReadable(List.of(pair.left()), LONG))
                .isInstanceOf(ConnectionClosedException.class);
        var pipe = Pipe.open();
        assertThatThrownBy(() -> Connection.awaitReadable(List.of(pipe.source()), LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("configureBlocking(false)");
        pipe.source().close();
        pipe.sink().close();
    }
}
