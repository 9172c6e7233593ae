package dev.progeny.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.family.Region;
import dev.progeny.family.Relative;
import dev.progeny.os.Os;
import dev.progeny.os.Peer;
import dev.progeny.park.Wait;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Two processes on a mapping.
@Tag("process")
class RingProcessTest {
    private static final long WRITER_SEED = 20_26;

    /// The ring is the same on both; a start costs more on the portable one.
    private static final int KILLS = Os.current().name().equals("linux") ? 50 : 25;

    @Test
    void framesSmallAndLargerThanTheRingGoThereAndBack() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        var random = new Random(seed);
        int count = Os.current().name().equals("portable") ? 300 : 3_000;
        try (var region = Region.create("rings", Ends.byteSize());
                var ends = Ends.ofParent(region);
                var child = start(region, Echo.class);
                var peer = Os.current().watch(child.identity())) {
            for (int i = 0; i < count; i++) {
                var bytes = Payload.ofAnySize(i, Ends.CAPACITY, random);
                assertThat(ends.put(new Frame(i, bytes), peer)).isEqualTo(Wait.READY);
                var back = ends.take(peer);
                assertThat(back.kind()).as("seed=%d", seed).isEqualTo(-i);
                assertThat(back.bytes()).as("seed=%d", seed).isEqualTo(bytes);
            }
        }
    }

    @Test
    @Tag("crash")
    void killedProducerLeavesOnlyWholeFramesInOrder() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        var random = new Random(seed);
        int withPart = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            try (var region = Region.create("rings", Ends.byteSize());
                    var ends = Ends.ofParent(region);
                    var child = start(region, Writer.class);
                    var peer = Os.current().watch(child.identity())) {
                long received = readUntilKilled(ends, child, peer, random.nextInt(3_000_000));
                assertThat(received).as("seed=%d, kill=%d", seed, kill).isPositive();
                withPart += ends.consumer.hasPartialFrame() ? 1 : 0;
            }
        }
        System.out.println("kills within a large frame: " + withPart);
    }

    private static long readUntilKilled(Ends ends, Relative child, Peer peer, long nanos)
            throws InterruptedException {
        var random = new Random(WRITER_SEED);
        long start = System.nanoTime();
        boolean isKilled = false;
        long number = 0;
        var frame = ends.take(peer);
        while (frame != null) {
            var expected = Payload.ofAnySize(number, Ends.CAPACITY, random);
            assertThat(frame.kind()).isEqualTo((int) number);
            assertThat(Payload.verified(frame.bytes())).isEqualTo(number);
            assertThat(frame.bytes()).isEqualTo(expected);
            number++;
            if (!isKilled && System.nanoTime() - start > nanos) {
                child.kill();
                isKilled = true;
            }
            frame = ends.take(peer);
        }
        assertThat(peer.isAlive()).isFalse();
        return number;
    }

    @Test
    @Tag("crash")
    void killedConsumerEndsAWriteWithinASecond() throws Exception {
        try (var region = Region.create("rings", Ends.byteSize());
                var ends = Ends.ofParent(region);
                var child = start(region, Echo.class);
                var peer = Os.current().watch(child.identity())) {
            var large = new Frame(1, new byte[16 * Ends.CAPACITY]);
            assertThat(ends.put(large, peer)).isEqualTo(Wait.READY);
            child.kill();
            long start = System.nanoTime();

            Wait outcome;
            do {
                outcome = ends.put(large, peer);
            } while (outcome == Wait.READY);

            assertThat(outcome).isEqualTo(Wait.PEER_DEAD);
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private static Relative start(Region region, Class<?> main) {
        return Relative.start(main, Relative.arguments(region));
    }

    static final class Echo {
        public static void main(String[] arguments) throws Exception {
            try (var region = Relative.attach(arguments)) {
                run(Ends.ofChild(region));
            }
        }

        private static void run(Ends ends) throws InterruptedException {
            while (true) {
                var frame = ends.take(null);
                ends.put(new Frame(-frame.kind(), frame.bytes()), null);
            }
        }
    }

    static final class Writer {
        public static void main(String[] arguments) throws Exception {
            try (var region = Relative.attach(arguments)) {
                var ends = Ends.ofChild(region);
                var random = new Random(WRITER_SEED);
                for (int i = 0; true; i++) {
                    ends.put(new Frame(i, Payload.ofAnySize(i, Ends.CAPACITY, random)), null);
                }
            }
        }
    }
}
