package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.codec.Codec;
import dev.progeny.process.ChildProcess;
import dev.progeny.process.ThisProcess;
import dev.progeny.sync.SharedEvent;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

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

    /// A source of each kind in turn, and what makes it readable.
    private record Source(Object source, ConnectionContract.Work speak, AutoCloseable end) {

        static Source of(int number) {
            return switch (number % 4) {
                case 0 -> {
                    var pair = Connection.<Integer>pair();
                    yield new Source(pair.left(), () -> pair.right().send(number), pair);
                }
                case 1 -> {
                    var queue = SharedQueue.<Integer>create(1, 1 << 16);
                    yield new Source(queue, () -> queue.put(number), queue);
                }
                case 2 -> {
                    var event = SharedEvent.create();
                    yield new Source(event, event::set, event);
                }
                default -> {
                    var future = new CompletableFuture<Integer>();
                    yield new Source(future, () -> future.complete(number), () -> {});
                }
            };
        }
    }

    @Test
    void thousandsOfSourcesAreAwaitedWithoutPolling() throws Exception {
        var all = IntStream.range(0, 2000).mapToObj(Source::of).toList();
        try {
            var sources = new ArrayList<>(all.stream().map(Source::source).toList());
            var threads = ManagementFactory.getThreadMXBean();
            long cpu = threads.getCurrentThreadCpuTime();
            assertThat(Connection.awaitReadable(sources, Duration.ofSeconds(1))).isEmpty();
            assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - cpu))
                    .as("time of the processor in a second of waiting")
                    .isLessThan(Duration.ofMillis(500));
            for (int i : List.of(0, 501, 1002, 1999)) {
                var spoken =
                        CompletableFuture.runAsync(
                                () -> ConnectionContract.inBackground(all.get(i).speak()).join(),
                                CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
                assertThat(Connection.awaitReadable(sources, LONG))
                        .containsExactly(all.get(i).source());
                spoken.get(10, TimeUnit.SECONDS);
                sources.remove(all.get(i).source());
            }
        } finally {
            for (var one : all) {
                one.end().close();
            }
        }
    }

    @Test
    @Tag("process")
    void queuesAndEventsOfOtherProcessesWakeAMixedWait() throws Exception {
        try (var queue = SharedQueue.<String>create(10);
                var event = SharedEvent.create();
                var go = SharedEvent.create();
                var pair = Connection.pair()) {
            List<Object> sources = List.of(pair.left(), queue, event);
            var child =
                    ChildProcess.start(
                            () -> {
                                go.await();
                                queue.put("x");
                                go.clear();
                                go.await();
                                event.set();
                            });
            assertThat(Connection.awaitReadable(sources, Duration.ofMillis(100))).isEmpty();
            go.set();
            assertThat(Connection.awaitReadable(sources, LONG)).containsExactly(queue);
            assertThat(Connection.awaitReadable(sources, Duration.ZERO)).containsExactly(queue);
            assertThat(queue.take()).isEqualTo("x");
            while (go.isSet()) {
                Thread.onSpinWait();
            }
            go.set();
            assertThat(Connection.awaitReadable(sources, LONG)).containsExactly(event);
            child.join();
            event.clear();
            queue.shutdown();
            assertThat(Connection.awaitReadable(sources, LONG)).containsExactly(queue);
            child.close();
        }
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void aWaiterThatIsKilledTakesNobodysWakeUp() throws Exception {
        try (var queue = SharedQueue.<Integer>create(10);
                var waiting = SharedQueue.<Long>create(10)) {
            for (int round = 0; round < 3; round++) {
                var child =
                        ChildProcess.start(
                                () -> {
                                    waiting.put(ThisProcess.pid());
                                    Connection.awaitReadable(List.of(queue), LONG);
                                });
                assertThat(waiting.take()).isEqualTo(child.pid());
                TimeUnit.MILLISECONDS.sleep(100); // to be asleep when it is killed
                child.kill();
                child.join();
                int number = round;
                var put =
                        CompletableFuture.runAsync(
                                () -> assertThat(queue.offer(number)).isTrue(),
                                CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
                assertThat(Connection.awaitReadable(List.of(queue), LONG)).hasSize(1);
                put.get(10, TimeUnit.SECONDS);
                assertThat(queue.poll()).isEqualTo(number);
                child.close();
            }
        }
    }

    @Test
    void wakeUpsComeAtOnceAndNotWithTheNextSlice() throws Exception {
        try (var there = SharedQueue.<Integer>create(1);
                var back = SharedQueue.<Integer>create(1);
                var event = SharedEvent.create()) {
            int rounds = 200;
            var echo =
                    ConnectionContract.inBackground(
                            () -> {
                                for (int i = 0; i < rounds; i++) {
                                    Connection.awaitReadable(List.of(there, event), LONG);
                                    back.put(there.take());
                                }
                            });
            long start = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                there.put(i);
                assertThat(Connection.awaitReadable(List.of(event, back), LONG)).hasSize(1);
                assertThat(back.take()).isEqualTo(i);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("200 times there and back; with slices of 50 ms it would be 20 s")
                    .isLessThan(Duration.ofSeconds(4));
            echo.get(10, TimeUnit.SECONDS);
        }
    }

    /// The same queue, as another process would have it.
    @SuppressWarnings("unchecked")
    private static SharedQueue<Integer> travelled(SharedQueue<Integer> queue) {
        byte[] bytes = Codec.java().encode(queue);
        return (SharedQueue<Integer>) Codec.java().decode(bytes, 0, bytes.length);
    }

    @Test
    void interruptAndCloseEndAWaitForQueuesAndEvents() throws Exception { // X-SYN-03
        try (var queue = SharedQueue.<Integer>create(1);
                var event = SharedEvent.create()) {
            var sources = List.of(queue, event);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> Connection.awaitReadable(sources, LONG))
                    .isInstanceOf(InterruptedException.class);
            var other = travelled(queue); // the maker's close would end the queue for all
            for (AutoCloseable closing : List.of(other, event)) {
                var waiting =
                        ConnectionContract.inBackground(
                                () -> Connection.awaitReadable(List.of(closing), LONG));
                Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> !waiting.isDone());
                closing.close();
                assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                        .cause()
                        .isInstanceOfAny(QueueClosedException.class, IllegalStateException.class)
                        .hasMessageContaining("closed")
                        .hasMessageNotContaining("Already");
            }
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
