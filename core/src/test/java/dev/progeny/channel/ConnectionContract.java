package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.progeny.codec.UnreadableException;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/// What every connection does, whatever carries it; both ends in this process.
abstract class ConnectionContract {
    private static final int LARGE = 16 << 20;

    private Connection<Object> left;
    private Connection<Object> right;

    abstract Connection.Pair<Object> connect() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        var pair = connect();
        left = pair.left();
        right = pair.right();
    }

    @AfterEach
    final void closeBoth() {
        left.close();
        right.close();
    }

    private record Point(int x, List<String> names) implements java.io.Serializable {}

    @Test
    void objectsArriveEqual() throws Exception { // CON-01
        for (Object message :
                List.of(7, "text", List.of(1, 2), Map.of("a", 1), new Point(3, List.of("b")))) {
            left.send(message);
            assertThat(right.receive()).isEqualTo(message);
            right.send(message);
            assertThat(left.receive()).isEqualTo(message);
        }
    }

    @Test
    void bytesOfAnyLengthArriveEqual() throws Exception { // CON-01
        for (int length : List.of(0, 1, 8, 1000, 32_768, 65_536, 65_537, 200_000, LARGE)) {
            byte[] bytes = pattern(length);
            var sent = inBackground(() -> left.sendBytes(bytes));
            assertThat(right.receiveBytes()).isEqualTo(bytes);
            sent.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void messagesArriveHoweverManyParticipantsThereAre() throws Exception {
        for (int count : List.of(1_000, 2, 0, -1, Integer.MAX_VALUE)) {
            left.participants(count);
            right.send(count);
            assertThat(left.receive()).isEqualTo(count);
            right.participants(count + 1);
            left.send(count);
            assertThat(right.receive()).isEqualTo(count);
        }
        left.close();
        left.participants(3);
    }

    @Test
    void largeObjectsArriveEqual() throws Exception {
        byte[] bytes = pattern(LARGE);
        var sent = inBackground(() -> left.send(List.of(bytes)));

        assertThat(right.receive())
                .isInstanceOfSatisfying(
                        List.class, list -> assertThat(list.getFirst()).isEqualTo(bytes));
        sent.get(30, TimeUnit.SECONDS);
    }

    @Test
    void pollSaysWhetherThereIsAMessageAndWaitsAsLongAsItIsTold() throws Exception { // CON-02
        assertThat(left.poll()).isFalse();
        assertThat(left.poll(Duration.ofSeconds(-1))).isFalse();
        long start = System.nanoTime();
        assertThat(left.poll(Duration.ofMillis(200))).isFalse();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(200_000_000L);

        right.send("x");

        assertThat(left.poll(Duration.ofSeconds(10))).isTrue();
        assertThat(left.poll()).isTrue();
        assertThat(left.receive(Duration.ofSeconds(-1))).contains("x");
        assertThat(left.receive(Duration.ZERO)).isEmpty();
    }

    @Test
    void endOfStreamComesAfterAllThatWasSent() throws Exception { // CON-03
        assertThat(left.canReceive() && left.canSend() && right.canReceive() && right.canSend())
                .isTrue();
        left.send("last words");
        left.sendBytes(new byte[] {1});
        left.close();

        assertThat(right.receive()).isEqualTo("last words");
        assertThat(right.receiveBytes()).containsExactly(1);
        assertThat(right.poll(Duration.ofSeconds(10))).isTrue();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> right.receive()).satisfies(ConnectionContract::isEnd);
            assertThatThrownBy(() -> right.receiveBytes()).satisfies(ConnectionContract::isEnd);
        }
        Awaitility.await()
                .untilAsserted(
                        () ->
                                assertThatThrownBy(() -> right.send("x"))
                                        .satisfies(ConnectionContract::isEnd));
    }

    private static void isEnd(Throwable e) {
        assertThat(e)
                .isInstanceOfSatisfying(
                        ConnectionClosedException.class, c -> assertThat(c.isByPeer()).isTrue());
    }

    @Test
    void slicesAreCheckedBeforeAnythingIsSent() throws Exception { // CON-05
        byte[] letters = "abcdefghijklmnopqrstuvwxyz".getBytes(UTF_8);
        for (int[] wrong : new int[][] {{27, 0}, {22, 5}, {26, 1}, {-1, 1}, {4, -1}}) {
            assertThatThrownBy(() -> left.sendBytes(letters, wrong[0], wrong[1]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        left.sendBytes(letters, 26, 0);
        left.sendBytes(letters, 23, 3);
        left.sendBytes(MemorySegment.ofArray(letters).asSlice(0, 2));

        assertThat(right.receiveBytes()).isEmpty();
        assertThat(right.receiveBytes()).isEqualTo("xyz".getBytes(UTF_8));
        assertThat(right.receiveBytes()).isEqualTo("ab".getBytes(UTF_8));
        assertThat(right.poll()).isFalse();
    }

    @Test
    void aClosedEndRefusesEverythingAndClosesTwice() { // CON-09, CON-19
        try (var scoped = left) {
            assertThat(scoped.poll()).isFalse();
        }
        left.close();
        var closed =
                List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                        () -> left.receive(),
                        () -> left.receive(Duration.ZERO),
                        () -> left.receiveBytes(),
                        () -> left.send("x"),
                        () -> left.poll(),
                        () -> left.poll(Duration.ofSeconds(1)),
                        () -> left.sendBytes(new byte[1]),
                        () -> left.skip(),
                        () -> left.receiveBytes(MemorySegment.ofArray(new byte[1])));
        for (var call : closed) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            ConnectionClosedException.class,
                            e -> assertThat(e.isByPeer()).isFalse());
        }
    }

    @Test
    void messagesAreNeitherMergedNorLost() throws Exception { // CON-15, CON-16
        for (String text : List.of("a", "", "b", "", "", "cd")) {
            left.sendBytes(text.getBytes(UTF_8));
        }
        for (String text : List.of("a", "", "b", "", "", "cd")) {
            assertThat(right.poll(Duration.ofSeconds(10))).isTrue();
            assertThat(right.receiveBytes()).isEqualTo(text.getBytes(UTF_8));
        }
        assertThat(right.poll()).isFalse();
    }

    @Test
    void bytesGoIntoMemoryOfTheReceiver() throws Exception {
        try (var arena = Arena.ofShared()) {
            var into = arena.allocate(300_000);
            for (int length : List.of(0, 10, 65_536, 300_000)) {
                byte[] bytes = pattern(length);
                var sent = inBackground(() -> left.sendBytes(bytes));
                assertThat(right.receiveBytes(into)).isEqualTo(length);
                assertThat(into.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
                sent.get(30, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void whatIsTooLongForACallStaysForAnother() throws Exception {
        byte[] bytes = pattern(100_000);
        left.send("first");
        var sent =
                inBackground(
                        () -> {
                            left.sendBytes(bytes);
                            left.sendBytes(bytes);
                            left.send("last");
                        });

        assertThatThrownBy(() -> right.receiveBytes())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("use receive()");
        assertThat(right.receive()).isEqualTo("first");
        assertThatThrownBy(() -> right.receiveBytes(MemorySegment.ofArray(new byte[99_999])))
                .isInstanceOfSatisfying(
                        MessageTooLongException.class,
                        e -> assertThat(e.isKept() && e.byteSize() == 100_000).isTrue());
        assertThatThrownBy(() -> right.receive()).hasMessageContaining("use receiveBytes()");
        assertThat(right.receiveBytes()).isEqualTo(bytes);
        right.skip();
        assertThat(right.receive()).isEqualTo("last");
        sent.get(30, TimeUnit.SECONDS);
    }

    @Test
    void whatCannotBeSentOrReadLeavesTheConnectionInStep() throws Exception {
        assertThatThrownBy(() -> left.send(new Object())).hasMessageContaining("java.lang.Object");
        left.send(new Trap());
        left.send("next");

        assertThatThrownBy(() -> right.receive()).isInstanceOf(UnreadableException.class);
        assertThat(right.receive()).isEqualTo("next");
    }

    /// Cannot be rebuilt.
    private static final class Trap implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            throw new IllegalStateException("not here");
        }
    }

    @Test
    void interruptedReceiverHasTakenNothingAndTheConnectionStaysOpen()
            throws Exception { // X-SYN-03
        var outcome = new CompletableFuture<Throwable>();
        var thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        right.receive();
                                        outcome.complete(new AssertionError("received"));
                                    } catch (Throwable e) {
                                        outcome.complete(e);
                                    }
                                });
        Awaitility.await().until(() -> thread.getState() != Thread.State.NEW);
        thread.interrupt();
        assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);

        left.send("after");

        assertThat(right.receive()).isEqualTo("after");
    }

    @Test
    void interruptedSenderHasSentNothing() throws Exception { // X-SYN-03, CON-27
        byte[] large = pattern(LARGE);
        for (int i = 0; i < 3; i++) {
            var outcome = new CompletableFuture<Throwable>();
            var thread =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            left.send(large);
                                            outcome.complete(new AssertionError("sent"));
                                        } catch (Throwable e) {
                                            outcome.complete(e);
                                        }
                                    });
            Awaitility.await().until(() -> right.poll());
            thread.interrupt();
            assertThat(outcome.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
        var sent = inBackground(() -> left.send("after"));

        assertThat(right.receive()).isEqualTo("after");
        sent.get(10, TimeUnit.SECONDS);
        assertThat(right.poll()).isFalse();
    }

    @Test
    void interruptedReceiverOfALongMessageKeepsWhatHasCome() throws Exception { // X-SYN-03
        byte[] large = pattern(LARGE);
        var into = MemorySegment.ofArray(new byte[LARGE]);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> right.receiveBytes(into)).isInstanceOf(InterruptedException.class);
        var sent = inBackground(() -> left.sendBytes(large));
        var whole = right.receiveBytes(Duration.ofNanos(1));
        for (int i = 0; i < 2 && whole.isEmpty(); i++) {
            whole = right.receiveBytes(Duration.ofNanos(1));
        }
        if (whole.isEmpty()) { // else all of it had come before the first look
            assertThat(right.receiveBytes(into)).isEqualTo(LARGE);
        }

        assertThat(whole.orElseGet(() -> into.toArray(ValueLayout.JAVA_BYTE))).isEqualTo(large);
        sent.get(10, TimeUnit.SECONDS);
    }

    @Test
    void sendThatHasNoTimeSendsNothing() throws Exception {
        int sent = 0;
        while (left.send(pattern(10_000), Duration.ZERO)) {
            sent++;
        }
        assertThat(sent).isPositive();
        long start = System.nanoTime();
        boolean isSent = left.send("too late", Duration.ofMillis(100));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(isSent ? 0 : 100_000_000L);

        for (int i = 0; i < sent; i++) {
            assertThat(right.receive()).isEqualTo(pattern(10_000));
        }
        assertThat(right.receive(Duration.ofMillis(50)))
                .isEqualTo(isSent ? Optional.of("too late") : Optional.empty());
        left.send("next");
        assertThat(right.receive()).isEqualTo("next");
    }

    @Test
    void whatWasSentArrivesAfterClose() throws Exception {
        int sent = 0;
        while (left.send(pattern(50_000 + sent), Duration.ZERO)) {
            sent++;
        }
        left.close();

        for (int i = 0; i < sent; i++) {
            assertThat(right.receive()).isEqualTo(pattern(50_000 + i));
        }
        assertThatThrownBy(() -> right.receive()).satisfies(ConnectionContract::isEnd);
    }

    @Test
    void closeEndsAWaitOfAnotherThread() throws Exception {
        var waiting = inBackground(() -> left.receive());
        Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> !waiting.isDone());

        left.close();

        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ConnectionClosedException.class);
    }

    @Test
    void closeOfTheOtherEndEndsAWait() throws Exception {
        var waiting = inBackground(() -> left.receive());
        var full = inBackground(() -> left.sendBytes(pattern(LARGE)));

        right.close();

        for (var end : List.of(waiting, full)) {
            assertThatThrownBy(() -> end.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .satisfies(ConnectionContract::isEnd);
        }
    }

    @Test
    void severalThreadsSendAndReceiveWholeMessages() throws Exception {
        int each = 300;
        var received = Collections.synchronizedList(new ArrayList<byte[]>());
        var threads = new ArrayList<CompletableFuture<?>>();
        for (int t = 0; t < 3; t++) {
            byte mark = (byte) t;
            threads.add(
                    inBackground(
                            () -> {
                                for (int i = 0; i < each; i++) {
                                    byte[] bytes = new byte[i % 10 == 0 ? 150_000 : 100 + i];
                                    Arrays.fill(bytes, mark);
                                    left.sendBytes(bytes);
                                }
                            }));
            threads.add(
                    inBackground(
                            () -> {
                                for (int i = 0; i < each; i++) {
                                    received.add(right.receiveBytes());
                                }
                            }));
        }
        for (var thread : threads) {
            thread.get(30, TimeUnit.SECONDS);
        }
        assertThat(received).hasSize(3 * each);
        for (byte[] bytes : received) {
            for (byte b : bytes) {
                if (b != bytes[0]) {
                    throw new AssertionError("a torn message");
                }
            }
        }
    }

    /// Work that may throw anything.
    interface Work {
        void run() throws Exception;
    }

    static CompletableFuture<Void> inBackground(Work work) {
        var done = new CompletableFuture<Void>();
        Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                work.run();
                                done.complete(null);
                            } catch (Throwable e) {
                                done.completeExceptionally(e);
                            }
                        });
        return done;
    }

    static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }
}
