package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;
import dev.progeny.process.ThisProcess;
import dev.progeny.task.RemoteRunnable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// Pairs whose ends are in different processes.
@Tag("process")
@ExtendWith(NothingLeft.class)
class PairProcessTest {
    private static final String STOP = "stop";

    /// Sends back what it gets.
    private static void echo(Connection<Object> end) throws InterruptedException {
        try (end) {
            for (Object message = end.receive(); !STOP.equals(message); message = end.receive()) {
                end.send(message);
                end.sendBytes(end.receiveBytes());
            }
        }
    }

    @Test
    void messagesEchoThroughAChild() throws Exception { // CON-01
        var pair = Connection.pair();
        var end = pair.right();
        try (pair;
                var child = ChildProcess.start(() -> echo(end))) {
            end.close(); // it was sent: this changes nothing
            byte[] large = ConnectionContract.pattern(16 << 20);
            for (byte[] bytes : List.of(new byte[0], new byte[] {1, 2}, large)) {
                pair.left().send(List.of("object", bytes.length));
                pair.left().sendBytes(bytes);
                assertThat(pair.left().receive()).isEqualTo(List.of("object", bytes.length));
                assertThat(pair.left().receiveBytes()).isEqualTo(bytes);
            }
            pair.left().send(STOP);
            child.result().get(30, TimeUnit.SECONDS);

            assertThatThrownBy(() -> pair.left().receive())
                    .isInstanceOf(ConnectionClosedException.class);
        }
    }

    @Test
    void oneWayEndsKeepTheirDirectionInAChild() throws Exception { // CON-04, CON-18
        var there = Connection.<String>oneWay();
        var back = Connection.<String>oneWay();
        var receiver = there.receiver();
        var sender = back.sender();
        assertThat(receiver.canReceive() && !receiver.canSend()).isTrue();
        assertThat(sender.canSend() && !sender.canReceive()).isTrue();
        try (there;
                back;
                var child =
                        ChildProcess.start(
                                () -> {
                                    refuse(() -> receiver.send("wrong way"));
                                    refuse(() -> sender.receive());
                                    refuse(() -> sender.poll());
                                    sender.send(receiver.receive() + ", child");
                                })) {
            there.sender().send("hello");

            assertThat(back.receiver().receive()).isEqualTo("hello, child");
            child.result().get(30, TimeUnit.SECONDS);
            refuse(() -> there.sender().receiveBytes());
            refuse(() -> back.receiver().sendBytes(new byte[1]));
        }
    }

    private static void refuse(org.assertj.core.api.ThrowableAssert.ThrowingCallable wrong) {
        assertThatThrownBy(wrong)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("one-way");
    }

    @Test
    void endsTravelOverAConnection() throws Exception { // CON-17
        var pair = Connection.<Connection<Object>>pair();
        var ends = pair.right();
        try (pair;
                var child = ChildProcess.start(() -> echo(ends.receive()))) {
            var inner = Connection.pair();
            pair.left().send(inner.right());
            inner.right().close();
            inner.left().send("through");
            inner.left().sendBytes(new byte[0]);

            assertThat(inner.left().receive()).isEqualTo("through");
            assertThat(inner.left().receiveBytes()).isEmpty();
            inner.left().send(STOP);
            child.result().get(30, TimeUnit.SECONDS);
            inner.close();
        }
    }

    /// Serves requests in a loop of its own.
    private record Server(Connection<String> requests) implements RemoteRunnable {
        private static final long serialVersionUID = 1L;

        @Override
        public void runRemotely() throws InterruptedException {
            for (var said = requests.receive(); !said.equals(STOP); said = requests.receive()) {
                requests.send(said.toUpperCase(Locale.ROOT));
            }
        }
    }

    @Test
    void aClassWithALoopOfItsOwnServesRequestsUntilItIsToldToStop() throws Exception { // PRC-19
        var pair = Connection.<String>pair();
        try (pair;
                var child = ChildProcess.start(new Server(pair.right()))) {
            for (var word : List.of("hello", "again")) {
                pair.left().send(word);
                assertThat(pair.left().receive()).isEqualTo(word.toUpperCase(Locale.ROOT));
            }
            pair.left().send(STOP);
            assertThat(child.join().isSuccess()).isTrue();
        }
    }

    @Test
    void twoChildrenTalkToEachOtherAfterTheirParentHasLetGo() throws Exception { // PRC-19
        var pair = Connection.<Integer>pair();
        var left = pair.left();
        var right = pair.right();
        try (var one =
                        ChildProcess.start(
                                () -> {
                                    left.send(20);
                                    return left.receive();
                                });
                var other = ChildProcess.start(() -> right.send(right.receive() + 22))) {
            pair.close();

            assertThat(one.result().get(30, TimeUnit.SECONDS)).isEqualTo(42);
            other.result().get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void anEndHasOneHolder() throws Exception {
        var pair = Connection.<String>pair();
        var end = pair.right();
        try (pair;
                var first = ChildProcess.start(() -> talk(end))) {
            assertThat(pair.left().receive()).isEqualTo("here");

            assertThatThrownBy(() -> end.send("x"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was sent to another process: pid=" + first.pid());
            assertThatThrownBy(() -> ChildProcess.start(() -> talk(end)))
                    .hasStackTraceContaining("was sent to another process");
            pair.left().send("mine");
            assertThat(first.result().get(30, TimeUnit.SECONDS)).isEqualTo("mine");
        }
    }

    private static String talk(Connection<String> end) throws InterruptedException {
        end.send("here");
        return end.receive();
    }

    @Test
    void deathOfTheHolderIsTheEndAfterItsLastMessage() throws Exception {
        var pair = Connection.<Long>pair();
        var end = pair.right();
        try (pair;
                var child =
                        ChildProcess.start(
                                () -> {
                                    end.send(ThisProcess.pid());
                                    Thread.currentThread().join();
                                })) {
            assertThat(pair.left().receive()).isEqualTo(child.pid());
            var waiting = ConnectionContract.inBackground(() -> pair.left().receive());
            assertThat(pair.left().poll(Duration.ofMillis(100))).isFalse();
            child.kill();
            child.join();
            long dead = System.nanoTime();

            assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(ConnectionClosedException.class)
                    .hasMessageContaining("pid=" + child.pid());
            assertThat(Duration.ofNanos(System.nanoTime() - dead))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void deathIsSeenByWhoWaitsBrieflyAgainAndAgain(int millis) throws Exception {
        var pair = Connection.<String>pair();
        var end = pair.right();
        try (pair;
                var child =
                        ChildProcess.start(
                                () -> {
                                    end.send("here");
                                    Thread.currentThread().join();
                                })) {
            pair.left().receive();
            child.kill();
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> pair.left().poll(Duration.ofMillis(millis)));
            assertThatThrownBy(() -> pair.left().receive())
                    .isInstanceOf(ConnectionClosedException.class);
        }
    }

    @Test
    void deathOfTheHolderEndsASenderThatWaitsForRoom() throws Exception {
        var pair = Connection.<byte[]>pair();
        var end = pair.right();
        try (pair;
                var child =
                        ChildProcess.start(
                                () -> {
                                    end.send(new byte[0]);
                                    Thread.currentThread().join();
                                })) {
            pair.left().receive();
            var full =
                    ConnectionContract.inBackground(
                            () -> pair.left().send(ConnectionContract.pattern(4 << 20)));
            Awaitility.await().until(() -> !pair.left().send(new byte[60_000], Duration.ZERO));
            child.kill();

            assertThatThrownBy(() -> full.get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectionClosedException.class);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void stoppedPeerOnlyDelaysMessages() throws Exception { // CON-27
        var pair = Connection.pair();
        var end = pair.right();
        try (pair;
                var child = ChildProcess.start(() -> echo(end))) {
            pair.left().send("first");
            pair.left().sendBytes(new byte[0]);
            pair.left().receive();
            pair.left().receiveBytes();
            signal("STOP", child.pid());
            Awaitility.await().until(() -> isStopped(child.pid()));
            byte[] large = ConnectionContract.pattern(8 << 20);
            var sent =
                    ConnectionContract.inBackground(
                            () -> {
                                pair.left().send("large");
                                pair.left().sendBytes(large);
                            });
            assertThat(pair.left().poll(Duration.ofMillis(300))).isFalse();
            assertThat(sent).isNotDone();
            signal("CONT", child.pid());

            assertThat(pair.left().receive()).isEqualTo("large");
            assertThat(pair.left().receiveBytes()).isEqualTo(large);
            pair.left().send(STOP);
            child.result().get(30, TimeUnit.SECONDS);
        }
    }

    /// A process that was sent the signal runs on until its first thread looks at it, and all its
    /// threads have stopped some time later.
    private static boolean isStopped(long pid) throws IOException {
        try (var threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (var thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        }
    }

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
                .isZero();
    }

    @Test
    void endsThatCannotBeSentSayWhy() throws Exception {
        try (var pair = Connection.<Object>pair();
                var other = Connection.<Object>pair()) {
            pair.right().send("waits");
            pair.left().poll();
            var closed = other.right();
            closed.close();

            assertThatThrownBy(() -> pair.left().send(closed)).hasStackTraceContaining("closed");
            assertThat(pair.left().receive()).isEqualTo("waits");
        }
    }

    @Test
    void anEndThatWasSentCanBeTakenBackAndThenIsOfNoUseToItsReceiver() throws Exception {
        try (var pair = Connection.<Connection<Object>>pair();
                var inner = Connection.pair()) {
            pair.left().send(inner.right());
            inner.right().send("still mine");

            assertThat(inner.left().receive()).isEqualTo("still mine");
            assertThatThrownBy(() -> pair.right().receive())
                    .isInstanceOf(dev.progeny.codec.UnreadableException.class)
                    .hasStackTraceContaining("is in use");
        }
    }
}
