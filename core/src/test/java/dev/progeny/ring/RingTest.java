package dev.progeny.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.os.Os;
import dev.progeny.park.Doorbell;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Random;

/// Both ends in one thread, on plain memory.
class RingTest {
    private static final int CAPACITY = 128;
    private static final long TAIL = 128;
    private static final long HEAD = 256;
    private static final long WANTS_ROOM = 384;
    private static final long DATA = 512;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment ring = arena.allocate(Ring.byteSizeFor(CAPACITY), 128);
    private final Doorbell bell = Doorbell.at(arena.allocate(Doorbell.LAYOUT), Os.current());
    private final Producer producer;
    private final Consumer consumer;

    RingTest() {
        Ring.format(ring, CAPACITY);
        producer = new Producer(ring, bell);
        consumer = new Consumer(ring, bell, Integer.MAX_VALUE);
    }

    @AfterEach
    void free() {
        arena.close();
    }

    @Test
    void frameArrivesOnceWithKindAndBytes() {
        assertThat(consumer.isReadable()).isFalse();
        assertThat(producer.tryWrite(-7, new byte[] {9, 1, 2, 3, 9}, 1, 3)).isTrue();

        assertThat(consumer.isReadable()).isTrue();
        assertFrame(consumer.poll(), -7, new byte[] {1, 2, 3});
        assertThat(consumer.poll()).isNull();
        assertThat(consumer.isReadable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 63, 111, 119, 120})
    void eachSizeThatFitsArrivesWholeAtEachPosition(int length) {
        for (int round = 0; round < 3 * CAPACITY / 8; round++) {
            var bytes = noise(length, round);

            assertThat(producer.tryWrite(round, bytes, 0, length)).isTrue();
            assertFrame(consumer.poll(), round, bytes);
            producer.tryWrite(0, bytes, 0, 0); // moves on by one unit
            assertFrame(consumer.poll(), 0, new byte[0]);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "1, 8", "8, 8", "9, 5", "56, 2", "57, 1", "120, 1", "121, 0"})
    void fullRingPutsNothing(int length, int fitting) {
        var bytes = noise(length, 1);
        for (int i = 0; i < fitting; i++) {
            assertThat(producer.tryWrite(i, bytes, 0, length)).isTrue();
        }
        long tail = ring.get(JAVA_LONG, TAIL);

        assertThat(producer.tryWrite(99, bytes, 0, length)).isFalse();

        assertThat(ring.get(JAVA_LONG, TAIL)).isEqualTo(tail);
        for (int i = 0; i < fitting; i++) {
            assertFrame(consumer.poll(), i, bytes);
        }
        assertThat(consumer.poll()).isNull();
        assertThat(producer.fits(length)).isEqualTo(fitting > 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8, 120, 121, 128, 1000, 100_003})
    void begunFrameOfAnySizeFlowsThrough(int length) {
        var bytes = noise(length, 5);
        producer.tryWrite(1, bytes, 0, 0);
        producer.begin(2, bytes, 0, length);
        Frame frame = null;
        boolean isComplete = false;
        assertThat(producer.isWriting()).isTrue();
        for (int i = 0; i < 10_000 && (!isComplete || frame == null || frame.kind() == 1); i++) {
            isComplete = producer.advance();
            frame = consumer.poll();
        }

        assertThat(producer.isWriting()).isFalse();
        assertFrame(frame, 2, bytes);
        assertThat(consumer.hasPartialFrame()).isFalse();
        assertThat(producer.tryWrite(3, bytes, 0, 0)).isTrue();
        assertFrame(consumer.poll(), 3, new byte[0]);
    }

    @Test
    void anyInterleavingKeepsFramesWholeAndInOrder() {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        var random = new Random(seed);
        var sent = new ArrayDeque<byte[]>();
        for (int step = 0; step < 200_000; step++) {
            if (random.nextBoolean()) {
                writeSome(random, sent);
                continue;
            }
            var frame = consumer.poll();
            if (frame != null) {
                assertThat(frame.bytes()).as("seed=%d", seed).isEqualTo(sent.poll());
            }
        }
    }

    private void writeSome(Random random, ArrayDeque<byte[]> sent) {
        if (!producer.advance()) {
            return;
        }
        var bytes = noise(random.nextInt(random.nextInt(10) == 0 ? 600 : 60), random.nextInt());
        if (random.nextBoolean()) {
            producer.begin(0, bytes, 0, bytes.length);
            sent.add(bytes);
        } else if (producer.tryWrite(0, bytes, 0, bytes.length)) {
            sent.add(bytes);
        }
    }

    @Test
    void noOtherFrameCanComeBetweenThePiecesOfOne() {
        producer.begin(1, new byte[500], 0, 500);
        producer.advance();

        assertThatThrownBy(() -> producer.tryWrite(2, new byte[1], 0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in progress: kind=1");
    }

    @Test
    void producerThatDiedWithinALargeFrameLeavesAPartThatIsNeverHandedOut() {
        producer.tryWrite(1, new byte[] {42}, 0, 1);
        producer.begin(2, new byte[500], 0, 500);
        producer.advance();

        assertFrame(consumer.poll(), 1, new byte[] {42});
        assertThat(consumer.poll()).isNull();
        assertThat(consumer.poll()).isNull();
        assertThat(consumer.isReadable()).isFalse();
        assertThat(consumer.hasPartialFrame()).isTrue();
    }

    @Test
    void whatAProducerStoredButDidNotPublishIsOverwrittenByTheNext() {
        ring.asSlice(DATA).fill((byte) -1); // as far as a dead one had come

        var next = new Producer(ring, bell);
        assertThat(consumer.poll()).isNull();
        assertThat(next.tryWrite(3, new byte[] {4}, 0, 1)).isTrue();
        assertFrame(consumer.poll(), 3, new byte[] {4});
    }

    @Test
    void nextEndsGoOnWhereTheirPredecessorsStopped() {
        for (int i = 0; i < 5; i++) {
            producer.tryWrite(i, new byte[9], 0, 9);
        }
        assertThat(consumer.poll()).isNotNull();

        var nextProducer = new Producer(ring, bell);
        var nextConsumer = new Consumer(ring, bell, 9);
        assertThat(nextProducer.tryWrite(5, new byte[9], 0, 9)).isTrue();
        assertThat(nextProducer.tryWrite(6, new byte[9], 0, 9)).isFalse();
        for (int i = 1; i <= 5; i++) {
            assertFrame(nextConsumer.poll(), i, new byte[9]);
        }
        assertThat(nextConsumer.poll()).isNull();
    }

    @Test
    void consumerIsAskedForRoomAndAnswersOnce() {
        while (producer.tryWrite(0, new byte[8], 0, 8)) {
            assertThat(ring.get(JAVA_INT, WANTS_ROOM)).isZero();
        }
        assertThat(ring.get(JAVA_INT, WANTS_ROOM)).as("nobody asked").isZero();

        assertThat(producer.hasRoom(8)).isFalse();
        assertThat(ring.get(JAVA_INT, WANTS_ROOM)).isOne();
        consumer.poll();

        assertThat(ring.get(JAVA_INT, WANTS_ROOM)).isZero();
        assertThat(producer.hasRoom(8)).isTrue();
        assertThat(ring.get(JAVA_INT, WANTS_ROOM)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"-8, tail", "4, tail", "136, tail", "9223372036854775800, tail"})
    void impossibleTailIsReported(long tail, String name) {
        ring.set(JAVA_LONG, TAIL, tail);

        assertThatThrownBy(consumer::poll)
                .isInstanceOf(RingCorruptedException.class)
                .hasMessageContaining(name + " out of bounds: found=" + tail);
    }

    @ParameterizedTest
    @ValueSource(longs = {-8, 4, 256, Long.MIN_VALUE, Long.MAX_VALUE})
    void impossibleHeadIsReported(long head) {
        while (producer.tryWrite(0, new byte[8], 0, 8)) {
            assertThat(consumer.hasPartialFrame()).isFalse();
        }
        ring.set(JAVA_LONG, HEAD, head);

        assertThatThrownBy(() -> producer.tryWrite(0, new byte[8], 0, 8))
                .isInstanceOf(RingCorruptedException.class)
                .hasMessageContaining("head out of bounds: found=" + head);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 17, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void impossibleLengthIsReportedWithPlaceAndFind(int length) {
        var picky = new Consumer(ring, bell, 16);
        producer.tryWrite(0, new byte[8], 0, 8);
        assertThat(picky.poll()).isNotNull();
        producer.tryWrite(5, new byte[8], 0, 8);
        ring.set(JAVA_INT, DATA + 16, length);

        assertThatThrownBy(picky::poll)
                .isInstanceOf(RingCorruptedException.class)
                .hasMessageContaining("length=" + length)
                .hasMessageContaining("kind=5")
                .hasMessageContaining("offset=528");
    }

    @Test
    void hugeAnnouncedLengthTakesNoMemory() {
        for (int i = 0; i < 100; i++) { // 200 GB in all, if a header were believed
            producer.tryWrite(0, new byte[8], 0, 8);
            ring.set(JAVA_INT, DATA + ring.get(JAVA_LONG, HEAD) % CAPACITY, Integer.MAX_VALUE);
            var believer = new Consumer(ring, bell, Integer.MAX_VALUE);

            assertThat(believer.poll()).isNull();
            assertThat(believer.hasPartialFrame()).isTrue();
        }
    }

    @Test
    void memoryThatIsNoRingIsRefused() {
        var zeros = arena.allocate(Ring.byteSizeFor(CAPACITY), 128);
        assertThatThrownBy(() -> new Consumer(zeros, bell, 1))
                .isInstanceOf(RingCorruptedException.class)
                .hasMessageContaining("expected magic=0x50524e47, found 0x0 at offset=0");

        ring.set(JAVA_LONG, 8, 2 * CAPACITY);
        assertThatThrownBy(() -> new Producer(ring, bell))
                .isInstanceOf(RingCorruptedException.class)
                .hasMessageContaining("capacity=256");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -64, 32, 65, 96, Integer.MAX_VALUE})
    void capacityIsAPowerOfTwo(int capacity) {
        assertThatThrownBy(() -> Ring.byteSizeFor(capacity))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity=" + capacity);
    }

    @Test
    void tooLittleMemoryIsRefused() {
        assertThatThrownBy(() -> Ring.format(arena.allocate(600, 8), CAPACITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("byteSize=600");
    }

    private static byte[] noise(int length, int seed) {
        var bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void assertFrame(Frame frame, int kind, byte[] bytes) {
        assertThat(frame).isNotNull();
        assertThat(frame.kind()).isEqualTo(kind);
        assertThat(frame.bytes()).isEqualTo(bytes);
    }
}
