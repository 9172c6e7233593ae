package dev.progeny.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;

import dev.progeny.Fuzz;
import dev.progeny.task.RemoteCallable;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Whatever the bytes are: one exception, and no more memory than the message could fill.
class HostileBytesTest {
    private static final int ROUNDS = 20_000;
    private static final long SEED = 0x5EED;
    private static final long MOST_ALLOCATED = 8 << 20;

    record Point(int x, Object next) implements Serializable {}

    static final class Box implements Serializable {
        private static final long serialVersionUID = 1L;
        final String content = "box";
    }

    private static List<byte[]> messages() {
        Codec codec = Codec.java();
        int captured = codec.hashCode();
        Box box = new Box();
        RemoteCallable<Integer> lambda = () -> captured;
        RemoteCallable<String> jdkLambda = () -> box.content;
        List<Object> values =
                List.of(
                        "text",
                        new int[100],
                        new Object[] {1, 2, 3},
                        new Object[] {1.5, 2.5, 3L},
                        new Object[] {1L, 2L, 3L},
                        new ArrayList<>(List.of(1, "x", 2.0, new BigDecimal("1.5"))),
                        new HashMap<>(Map.of("a", List.of(1, 2), "b", new Point(1, "n"))),
                        new Point(1, new Point(2, new String[] {"s", "t"})),
                        Thread.State.NEW,
                        lambda,
                        jdkLambda,
                        new ArrayList<>(List.of(new Box(), new HashMap<>(Map.of(1, 2)))));
        List<byte[]> messages = new ArrayList<>();
        for (Object value : values) {
            messages.add(codec.encode(value));
        }
        messages.add(new byte[200]);
        return messages;
    }

    @Test
    void alteredMessagesAreUnreadableOrValues() { // X-SEC-03
        decodeAltered(ROUNDS);
    }

    @Test
    @org.junit.jupiter.api.Tag("long")
    @Timeout(900)
    void aMillionAlteredMessagesAreUnreadableOrValues() {
        decodeAltered(Fuzz.LONG);
    }

    private static void decodeAltered(int rounds) {
        Random random = new Random(SEED);
        List<byte[]> messages = messages();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int refused = 0;
        for (int round = 0; round < rounds; round++) {
            byte[] bytes = alter(messages.get(round % messages.size()).clone(), random);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                if (round % 2 == 0) {
                    Codec.java().decode(bytes, 0, bytes.length);
                } else {
                    SentLambda.decodeTask(bytes, 0, bytes.length);
                }
            } catch (UnreadableException e) {
                refused++;
                assertThat(e).hasMessageNotContaining("=null");
            } catch (Throwable e) {
                throw new AssertionError("seed=" + SEED + ", round=" + round, e);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).as("seed=%d, round=%d", SEED, round).isLessThan(MOST_ALLOCATED);
        }
        assertThat(refused).isGreaterThan(rounds / 4);
    }

    private static byte[] alter(byte[] bytes, Random random) {
        int kind = random.nextInt(4);
        if (kind == 0) {
            return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        if (kind == 1) {
            random.nextBytes(bytes);
            bytes[0] = Tag.VERSION;
            bytes[1] = (byte) random.nextInt(Tag.JDK + 2);
            return bytes;
        }
        for (int i = 0; i <= random.nextInt(3); i++) {
            int at = 1 + random.nextInt(bytes.length - 1);
            bytes[at] = kind == 2 ? (byte) random.nextInt() : (byte) 0x7F;
        }
        return bytes;
    }

    @Test
    void aHugeLengthAllocatesNothing() {
        int[] tags = {
            Tag.LATIN1,
            Tag.UTF16,
            Tag.BYTES,
            Tag.DOUBLES,
            Tag.OBJECTS,
            Tag.ARRAY_LIST,
            Tag.HASH_MAP,
            Tag.BOXED_INTS,
            Tag.BOXED_LONGS,
            Tag.BOXED_DOUBLES
        };
        for (int tag : tags) {
            byte[] bytes = {
                Tag.VERSION, (byte) tag, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7
            };
            assertThatThrownBy(() -> Codec.java().decode(bytes, 0, bytes.length))
                    .isInstanceOf(UnreadableException.class)
                    .hasMessageStartingWith("not a message of this codec: cut short");
        }
    }

    @Test
    void nestedLengthsTogetherStayInsideTheMessage() {
        Writer out = new Writer(1 << 20);
        out.writeByte(Tag.VERSION);
        for (int i = 0; i < 200; i++) {
            out.writeByte(Tag.OBJECTS);
            out.writeLength(900_000); // each alone would fit
        }
        byte[] bytes = java.util.Arrays.copyOf(out.bytes, 1 << 20);
        assertThatThrownBy(() -> Codec.java().decode(bytes, 0, bytes.length))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("cut short at byte=");
    }

    @Test
    void aWrongVersionSaysSo() {
        assertThatThrownBy(() -> Codec.java().decode(new byte[] {9, 0}, 0, 2))
                .isInstanceOf(UnreadableException.class)
                .hasMessage(
                        "not a message of this codec: version=9, expected=1; sender and receiver"
                                + " need the same version of Progeny");
    }

    @Test
    void bytesAfterTheValueAreRefused() {
        assertThatThrownBy(() -> Codec.java().decode(new byte[] {1, 0, 0}, 0, 3))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("not a message of this codec: bytes after the value at byte=2");
    }

    @Test
    void aRangeOutsideTheArrayIsTheCallersMistake() {
        assertThatThrownBy(() -> Codec.java().decode(new byte[2], 1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }
}
