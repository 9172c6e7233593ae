package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Putters and takers are killed at random moments, and the books are balanced afterwards.
@Tag("process")
@Tag("crash")
@ExtendWith(NothingLeft.class)
class SharedQueueChaosTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final long seed = Long.getLong("dev.progeny.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @SuppressWarnings("ArrayRecordComponent") // compared by isWhole
    private record Item(int putter, int number, byte[] filling) implements Serializable {
        private static final long serialVersionUID = 1L;
        private static final int SIZES = 4000;

        static Item of(int putter, int number) {
            var filling = new byte[number * 37 % SIZES];
            Arrays.fill(filling, (byte) number);
            return new Item(putter, number, filling);
        }

        boolean isWhole() {
            return Arrays.equals(filling, of(putter, number).filling);
        }
    }

    @Test
    void killedPuttersLeaveWholeElementsInOrder() throws Exception { // X-QUE-01
        killPutters(12);
    }

    @Test
    @Tag("long")
    void thousandsOfKilledPuttersLeaveWholeElementsInOrder() throws Exception {
        killPutters(5000);
    }

    private void killPutters(int kills) throws Exception {
        System.out.println("seed of the chaos: " + seed);
        try (var queue = SharedQueue.<Item>create(64, 1 << 16)) {
            var next = new HashMap<Integer, Integer>();
            for (int putter = 0; putter < kills; putter++) {
                int name = putter;
                var child = ChildProcess.start(() -> putForEver(queue, name));
                int most = 1 + random.nextInt(2000);
                for (int i = 0; i < most || !next.containsKey(putter); i++) {
                    check(queue.poll(PATIENCE), next);
                }
                child.kill();
                child.join();
            }
            for (var rest = queue.poll(); rest != null; rest = queue.poll()) {
                check(rest, next);
            }
            assertThat(next).hasSize(kills);
            queue.put(Item.of(-1, 0));
            assertThat(queue.take().isWhole()).isTrue();
        }
    }

    private static void putForEver(SharedQueue<Item> queue, int putter)
            throws InterruptedException {
        for (int number = 0; ; number++) {
            queue.put(Item.of(putter, number));
        }
    }

    private static void check(Item item, Map<Integer, Integer> next) {
        assertThat(item).as("an element within the patience").isNotNull();
        assertThat(item.isWhole()).as("no element is torn").isTrue();
        assertThat(item.number).isEqualTo(next.merge(item.putter, 1, Integer::sum) - 1);
    }

    @Test
    void killedTakersTakeAtMostOneElementAlong() throws Exception {
        killTakers(12);
    }

    @Test
    @Tag("long")
    void thousandsOfKilledTakersTakeAtMostOneElementEach() throws Exception {
        killTakers(5000);
    }

    private void killTakers(int kills) throws Exception {
        System.out.println("seed of the chaos: " + seed);
        try (var queue = SharedQueue.<Item>create(64, 1 << 16);
                var seen = SharedQueue.<Integer>create(1 << 16)) {
            var putter = ChildProcess.start(() -> putForEver(queue, 0));
            var taken = new HashSet<Integer>();
            for (int kill = 0; kill < kills; kill++) {
                var child = ChildProcess.start(() -> report(queue, seen));
                int most = 1 + random.nextInt(2000);
                for (int i = 0; i < most; i++) {
                    note(seen.poll(PATIENCE), taken);
                }
                child.kill();
                child.join();
            }
            putter.kill();
            putter.join();
            for (var rest = seen.poll(); rest != null; rest = seen.poll()) {
                note(rest, taken);
            }
            for (var rest = queue.poll(); rest != null; rest = queue.poll()) {
                note(rest.number, taken);
            }
            int most = taken.stream().mapToInt(Integer::intValue).max().orElseThrow();
            assertThat(most + 1 - taken.size())
                    .as("elements that went with a taker")
                    .isBetween(0, kills);
        }
    }

    private static void report(SharedQueue<Item> queue, SharedQueue<Integer> seen)
            throws InterruptedException {
        while (true) {
            seen.put(queue.take().number);
        }
    }

    private static void note(Integer number, Set<Integer> taken) {
        assertThat(number).as("a report within the patience").isNotNull();
        assertThat(taken.add(number)).as("each element is taken once: " + number).isTrue();
    }

    @Test
    void putterKilledInTheMiddleOfALargePutLeavesNothing() throws Exception { // X-QUE-01
        try (var queue = SharedQueue.<byte[]>create(4, 1 << 16)) {
            for (int round = 0; round < 4; round++) {
                var child = ChildProcess.start(() -> queue.put(new byte[50 << 20]));
                TimeUnit.MILLISECONDS.sleep(40 + random.nextInt(100)); // to be in the middle of it
                child.kill();
                child.join();
                var large = queue.poll();
                if (large != null) {
                    assertThat(large).hasSize(50 << 20);
                }
                long start = System.nanoTime();
                queue.put(new byte[1]);
                assertThat(queue.poll(PATIENCE)).hasSize(1);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(1));
            }
        }
    }
}
