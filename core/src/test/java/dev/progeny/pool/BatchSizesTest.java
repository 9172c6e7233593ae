package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;

/// Sizes of the batches of a map, on a clock of our own: a whole map is played through, item by
/// item, with workers that take no time for anything else but a fixed cost of each batch.
@Tag("any-os")
class BatchSizesTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long COST_OF_A_BATCH = 20 * MICRO;

    private static BatchSizes after(int items, long nanos) {
        var sizes = new BatchSizes(2);
        sizes.ran(items, nanos);
        return sizes;
    }

    @Test
    void theFirstBatchesAreSingleItems() {
        assertThat(new BatchSizes(2).next(1_000_000)).isEqualTo(1);
    }

    @Test
    void batchesGrowStepByStepUntilTheyLastLongEnough() {
        var sizes = after(1, 10 * MICRO);
        long size = 1;
        for (int step = 0; step < 10; step++) {
            int next = sizes.next(1_000_000_000);
            assertThat(next).isBetween(1, (int) size * BatchSizes.MOST_GROWTH);
            size = next;
            sizes.ran(next, next * 10L * MICRO);
        }
        assertThat(size * 10 * MICRO).isEqualTo(BatchSizes.TARGET);
    }

    @Test
    void batchesShrinkAtOnceWhenItemsGetSlow() {
        var sizes = after(1_000, 1_000 * 20 * MICRO);
        assertThat(sizes.next(1_000_000_000)).isEqualTo(1_000);

        sizes.ran(1_000, 1_000 * 10 * MILLI);
        assertThat(sizes.next(1_000_000_000)).isEqualTo(2);

        sizes.ran(2, 60_000 * MILLI);
        assertThat(sizes.next(1_000_000_000)).as("longer than the target each").isEqualTo(1);
    }

    @Test
    void batchesGetSmallNearTheEndButNotTooSmall() {
        var slow = after(100, 100 * MILLI);
        assertThat(slow.next(60)).isEqualTo(10);
        assertThat(slow.next(6)).isEqualTo(1);
        assertThat(slow.next(-5)).as("a collection that lied").isEqualTo(1);

        var fast = after(10_000, 10_000 * MICRO);
        assertThat(fast.next(60)).isEqualTo(200);
    }

    @Test
    void largeItemsTravelInSmallBatches() {
        var sizes = after(1_000, 1_000 * MICRO);
        sizes.encoded(10, 10 * 20_000);

        assertThat(sizes.next(1_000_000)).isEqualTo(3);
        sizes.encoded(1, 100_000_000);
        assertThat(sizes.next(1_000_000)).isEqualTo(1);
    }

    @Test
    void whatIsCutBeforehandGetsSmallerTowardsTheEnd() {
        var sizes = new BatchSizes(2);
        long left = 10_000;
        int batches = 0;
        int last = Integer.MAX_VALUE;
        while (left > 0) {
            int next = sizes.nextUnseen(left);
            assertThat(next).isBetween(1, last);
            last = next;
            left -= next;
            batches++;
        }
        assertThat(last).isEqualTo(1);
        assertThat(batches).isLessThan(80);
    }

    /// How long each item of a map takes.
    private enum Items {
        EVEN_AND_SLOW,
        EVEN_AND_FAST,
        SLOW_LAST,
        SLOW_FIRST,
        GROWING,
        A_FEW_VERY_SLOW,
        RANDOM;

        private static final int COUNT = 5_000;

        long[] costs(Random random) {
            var costs = new long[COUNT];
            for (int i = 0; i < COUNT; i++) {
                costs[i] =
                        switch (this) {
                            case EVEN_AND_SLOW -> MILLI;
                            case EVEN_AND_FAST -> 30 * MICRO;
                            case SLOW_LAST -> i < COUNT * 9 / 10 ? 50 * MICRO : 5 * MILLI;
                            case SLOW_FIRST -> i < COUNT / 10 ? 5 * MILLI : 50 * MICRO;
                            case GROWING -> i * MICRO;
                            case A_FEW_VERY_SLOW -> random.nextInt(200) == 0 ? 50 * MILLI : MILLI;
                            case RANDOM -> (long) (MILLI * -Math.log(1 - random.nextDouble()));
                        };
            }
            return costs;
        }
    }

    // PAIN-15
    @ParameterizedTest
    @EnumSource(Items.class)
    void workersEndTogetherWhateverTheItems(Items items) {
        for (int workers : new int[] {1, 2, 8}) {
            for (long seed = 1; seed <= 20; seed++) {
                long[] costs = items.costs(new Random(seed));

                double ideal = (double) Arrays.stream(costs).sum() / workers;
                double efficiency = ideal / new Play(workers, costs).end();

                assertThat(efficiency)
                        .as("efficiency of %d workers, seed %d", workers, seed)
                        .isGreaterThan(items == Items.A_FEW_VERY_SLOW ? 0.85 : 0.95);
            }
        }
    }

    /// A map that is played through.
    private static final class Play {
        private final long[] costs;
        private final BatchSizes sizes;
        private final Queue<int[]> waiting = new ArrayDeque<>();
        private final int most;
        private int cut;
        private int out;
        private int idle;

        /// Ends of workers' batches: when, and which.
        private final PriorityQueue<long[]> ends =
                new PriorityQueue<>(Comparator.comparingLong((long[] end) -> end[0]));

        Play(int workers, long[] costs) {
            this.costs = costs;
            most = 2 * workers;
            sizes = new BatchSizes(workers);
            idle = workers;
            refill();
            begin(0);
        }

        private void refill() {
            while (out < most && cut < costs.length) {
                int size = Math.min(sizes.next(costs.length - cut), costs.length - cut);
                waiting.add(new int[] {cut, cut + size});
                cut += size;
                out++;
            }
        }

        private void begin(long now) {
            for (; idle > 0 && !waiting.isEmpty(); idle--) {
                var batch = waiting.remove();
                long cost = Arrays.stream(costs, batch[0], batch[1]).sum();
                ends.add(new long[] {now + cost + COST_OF_A_BATCH, batch[1] - batch[0], cost});
            }
        }

        long end() {
            long now = 0;
            while (!ends.isEmpty()) {
                var end = ends.remove();
                now = end[0];
                out--;
                idle++;
                sizes.ran((int) end[1], end[2]);
                refill();
                begin(now);
            }
            return now;
        }
    }
}
