package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.ring.Frame;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;

/// Whatever frames come: messages, or the end of the connection, and no more memory than what came.
class FrameFuzzTest {
    private static final int ROUNDS = 20_000;
    private static final long MOST_ALLOCATED = 4 << 20;

    /// Frames as a socket would bring them; some lie.
    static byte[] frames(Random random) {
        var bytes = ByteBuffer.allocate(2_000);
        while (bytes.remaining() > 300) {
            int kind = random.nextInt(10) == 0 ? random.nextInt(256) : 1 + random.nextInt(6);
            int length = kind == 3 || kind == 4 ? 8 : random.nextInt(100);
            StreamHeader.put(bytes, kind, random.nextInt(20) == 0 ? random.nextInt() : length);
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            if (length == 8 && random.nextBoolean()) {
                ByteBuffer.wrap(payload).putLong(random.nextLong(200));
            }
            bytes.put(payload);
        }
        return bytes.array();
    }

    @Test
    void anyFramesAreMessagesOrTheEnd() { // X-SEC-02, X-SEC-03
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        var random = new Random(seed);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int whole = 0;
        int refused = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var inbox = new Inbox(random.nextBoolean() ? 100 : Long.MAX_VALUE);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                for (int i = 0; i < 20; i++) {
                    inbox.accept(frame(random));
                    if (inbox.hasBegun() && inbox.isTooLong()) {
                        assertThat(inbox.drop().isKept()).isFalse();
                    } else if (inbox.isWhole()) {
                        whole++;
                        assertThat((long) inbox.take().length).isLessThan(4_000);
                    }
                }
            } catch (ConnectionClosedException e) {
                refused++;
            } catch (Throwable e) {
                throw new AssertionError("seed=" + seed + ", round=" + round, e);
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("seed=%d, round=%d", seed, round)
                    .isLessThan(MOST_ALLOCATED);
        }
        assertThat(whole).isPositive();
        assertThat(refused).isPositive();
    }

    private static Frame frame(Random random) {
        int kind = random.nextInt(20) == 0 ? random.nextInt() : 1 + random.nextInt(6);
        byte[] payload = new byte[random.nextInt(3) == 0 ? 8 : random.nextInt(200)];
        if (random.nextBoolean()) {
            random.nextBytes(payload);
        } else if (payload.length == 8) {
            ByteBuffer.wrap(payload).putLong(random.nextLong(300));
        }
        return new Frame(kind, kind == Inbox.ABANDON ? new byte[0] : payload);
    }

    @Test
    void eachFrameIsRightInItsStateOnly() {
        for (int first : List.of(0, Inbox.BYTES_BEGIN)) {
            for (int kind = 0; kind <= 7; kind++) {
                var inbox = new Inbox(Long.MAX_VALUE);
                if (first != 0) {
                    inbox.accept(new Frame(first, Inbox.announcement(20)));
                }
                var frame = new Frame(kind, payload(kind));
                boolean isRight =
                        first == 0
                                ? kind >= Inbox.OBJECT && kind <= Inbox.BYTES_BEGIN
                                : kind == Inbox.PART || kind == Inbox.ABANDON;
                if (isRight) {
                    inbox.accept(frame);
                    assertThat(inbox.hasBegun()).isEqualTo(kind != Inbox.ABANDON);
                } else {
                    assertThatThrownBy(() -> inbox.accept(frame))
                            .isInstanceOf(ConnectionClosedException.class);
                }
            }
        }
    }

    private static byte[] payload(int kind) {
        return switch (kind) {
            case Inbox.OBJECT_BEGIN, Inbox.BYTES_BEGIN -> Inbox.announcement(20);
            case Inbox.ABANDON -> new byte[0];
            default -> new byte[10];
        };
    }

    @Test
    void messageOverTwoGigabytesIsAnnouncedAndNotAllocated() { // X-SEC-05
        var inbox = new Inbox(Long.MAX_VALUE);
        long length = (1L << 31) + 1;
        inbox.accept(new Frame(Inbox.BYTES_BEGIN, Inbox.announcement(length)));

        assertThat(inbox.hasBegun()).isTrue();
        assertThat(inbox.byteSize()).isEqualTo(length);

        inbox.accept(new Frame(Inbox.PART, new byte[10]));
        inbox.accept(new Frame(Inbox.ABANDON, new byte[0]));
        assertThat(inbox.hasBegun()).isFalse();
    }

    @Test
    void whatWasFilledIntoMemoryOfTheCallerCanBeKept() {
        var inbox = new Inbox(Long.MAX_VALUE);
        inbox.accept(new Frame(Inbox.BYTES_BEGIN, Inbox.announcement(6)));
        inbox.accept(new Frame(Inbox.PART, new byte[] {1, 2}));
        byte[] callers = new byte[10];

        inbox.fill(MemorySegment.ofArray(callers));
        inbox.accept(new Frame(Inbox.PART, new byte[] {3, 4}));
        assertThat(callers).startsWith(1, 2, 3, 4);
        inbox.keep();
        callers[0] = 99;
        inbox.accept(new Frame(Inbox.PART, new byte[] {5, 6}));

        assertThat(inbox.isWhole()).isTrue();
        assertThat(inbox.take()).containsExactly(1, 2, 3, 4, 5, 6);
    }
}
