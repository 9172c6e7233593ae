package dev.progeny.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// Blocks on plain memory, with a process that dies between any two stores.
class BlocksTest {
    private static final int ME = 1 << 10;
    private static final int OTHER = 1 << 10 | 1;
    private static final long BIG = 1 << 20;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment near = arena.allocate(1 << 20, 128);
    private final Set<Long> far = new HashSet<>();
    private int stepsToLive = Integer.MAX_VALUE;
    private final Blocks blocks = new Blocks(near, new FarSet(), this::step);

    private final class FarSet implements Blocks.Far {
        @Override
        public void make(long offset, long size) {
            assertThat(far.add(offset)).as("a far offset is never used twice").isTrue();
        }

        @Override
        public void free(long offset, long size) {
            far.remove(offset);
        }
    }

    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void step() {
        if (--stepsToLive < 0) {
            throw new Death();
        }
    }

    @BeforeEach
    void format() {
        FamilyLayout.format(near, 1L << 30);
    }

    @AfterEach
    void release() {
        arena.close();
    }

    private long payload(long block) {
        return block + BlockLayout.HEADER;
    }

    @Test
    void freedBlockIsUsedAgainAllZeroAndUnderAnotherSerial() {
        long first = blocks.make(40, ME);
        long serial = blocks.serial(first);
        near.set(ValueLayout.JAVA_LONG, payload(first), 77);
        blocks.leave(first, ME);

        long second = blocks.make(40, ME);

        assertThat(second).isEqualTo(first);
        assertThat(near.get(ValueLayout.JAVA_LONG, payload(second))).isZero();
        assertThat(blocks.isLive(first, serial)).isFalse();
        assertThat(blocks.isLive(second, blocks.serial(second))).isTrue();
    }

    @Test
    void blockLivesUntilItsLastUserHasLeft() {
        long block = blocks.make(40, ME);
        blocks.use(block, OTHER);

        blocks.leave(block, ME);
        assertThat(blocks.count()).isOne();

        blocks.leave(block, OTHER);
        assertThat(blocks.count()).isZero();
    }

    @Test
    void whatWasSentStaysUntilItHasArrivedOrIsWithdrawn() {
        long sent = blocks.make(40, ME);
        BlockLayout.travelling(near, sent, true);
        blocks.leave(sent, ME);
        assertThat(blocks.count()).isOne();

        blocks.use(sent, OTHER);
        blocks.leave(sent, OTHER);
        assertThat(blocks.count()).isZero();

        long withdrawn = blocks.make(40, ME);
        BlockLayout.travelling(near, withdrawn, true);
        blocks.arrive(withdrawn);
        blocks.leave(withdrawn, ME);
        assertThat(blocks.count()).isZero();
    }

    @Test
    void sweepFreesWhatOnlyTheDeadUsed() {
        long shared = blocks.make(40, ME);
        blocks.use(shared, OTHER);
        blocks.make(40, OTHER);
        blocks.make(BIG, OTHER);

        blocks.sweep(Members.slot(OTHER));

        assertThat(blocks.count()).isOne();
        assertThat(blocks.isLive(shared, blocks.serial(shared))).isTrue();
        assertThat(far).isEmpty();
    }

    @Test
    void whatLiesInAFreedBlockGoesWithIt() {
        long queue = blocks.make(40, ME);
        long unread = blocks.make(BIG, ME);
        long read = blocks.make(BIG, ME);
        for (long block : List.of(unread, read)) {
            BlockLayout.bind(near, block, queue);
            BlockLayout.travelling(near, block, true);
        }
        blocks.leave(unread, ME);
        blocks.use(read, OTHER);
        blocks.leave(read, ME);
        assertThat(blocks.count()).isEqualTo(3);

        blocks.leave(queue, ME);

        assertThat(blocks.count()).isOne();
        assertThat(blocks.isLive(read, blocks.serial(read))).isTrue();
        assertThat(far).hasSize(1);
    }

    @Test
    void fullMemorySaysSo() {
        int made = 0;
        while (blocks.make(Blocks.LARGEST_NEAR, ME) >= 0) {
            made++;
        }
        assertThat(made).isEqualTo((int) ((near.byteSize() - FamilyLayout.FIRST_BLOCK) / 65_536));
    }

    @Test
    void handlesOfNothingAreNotLive() {
        long block = blocks.make(40, ME);
        long serial = blocks.serial(block);

        assertThat(blocks.isLive(block, 0)).isFalse();
        assertThat(blocks.isLive(block, serial + 1)).isFalse();
        assertThat(blocks.isLive(block + 8, serial)).isFalse();
        assertThat(blocks.isLive(0, serial)).isFalse();
        assertThat(blocks.isLive(1L << 40, serial)).isFalse();
    }

    @Test
    void deathBetweenAnyTwoStoresLeavesEveryBlockWholeOrFree() {
        int deaths = 0;
        for (int seed = 0; seed < 300; seed++) {
            near.fill((byte) 0);
            far.clear();
            format();
            deaths += liveAndDie(new Random(seed)) ? 1 : 0;
        }
        assertThat(deaths).as("runs in which the process died").isGreaterThan(150);
    }

    /// One process works, dies at some step, and another takes over.
    private boolean liveAndDie(Random random) {
        var mine = new ArrayList<Long>();
        var others = new ArrayList<Long>();
        stepsToLive = random.nextInt(120);
        boolean isDead = false;
        try {
            for (int change = 0; change < 40; change++) {
                change(random, mine, others);
            }
        } catch (Death e) {
            isDead = true;
        }
        stepsToLive = Integer.MAX_VALUE;
        blocks.repair();
        blocks.sweep(Members.slot(ME));
        assertThat(blocks.count()).as("what the living use").isEqualTo(others.size());
        for (long block : others) {
            assertThat(near.get(ValueLayout.JAVA_LONG, payload(block))).isEqualTo(block);
        }
        requireNoOverlap(others);
        blocks.sweep(Members.slot(OTHER));
        assertThat(blocks.count()).isZero();
        requireEachFreeBlockOnce();
        assertThat(far).as("far memory that nobody uses").isEmpty();
        return isDead;
    }

    /// All blocks are free: each is in one list, once.
    private void requireEachFreeBlockOnce() {
        var listed = new ArrayList<Long>();
        for (int sizeClass = 0; sizeClass < FamilyLayout.CLASSES; sizeClass++) {
            long block = FamilyLayout.firstFree(near, sizeClass);
            for (; block != 0; block = BlockLayout.next(near, block)) {
                listed.add(block);
                assertThat(listed).as("no list runs in a circle").hasSizeLessThan(5000);
            }
        }
        long walked = 0;
        long top = FamilyLayout.top(near);
        for (long at = FamilyLayout.FIRST_BLOCK; at < top; walked++) {
            at += BlockLayout.blockSize(near, at);
        }
        assertThat(listed).doesNotHaveDuplicates().hasSize((int) walked);
    }

    private void change(Random random, List<Long> mine, List<Long> others) {
        switch (random.nextInt(5)) {
            case 0, 1 -> mine.add(blocks.make(1 + random.nextInt(3000), ME));
            case 2 -> mine.add(blocks.make(BIG, ME));
            case 3 -> {
                long carrier = blocks.make(BIG, ME);
                mine.add(carrier);
                long sent = blocks.make(3000, ME);
                BlockLayout.bind(near, sent, carrier);
                BlockLayout.travelling(near, sent, true);
                blocks.leave(sent, ME);
            }
            default -> {
                if (!mine.isEmpty()) {
                    long block = mine.remove(random.nextInt(mine.size()));
                    if (random.nextBoolean() && BlockLayout.far(near, block) == 0) {
                        others.add(block);
                        near.set(ValueLayout.JAVA_LONG, payload(block), block);
                        BlockLayout.use(near, block, Members.slot(OTHER));
                    }
                    blocks.leave(block, ME);
                }
            }
        }
    }

    /// New blocks lie where no living one lies.
    private void requireNoOverlap(List<Long> others) {
        for (int i = 0; i < 60; i++) {
            long fresh = blocks.make(1 + i * 37L, ME);
            assertThat(others).doesNotContain(fresh);
            near.asSlice(payload(fresh), 1 + i * 37L).fill((byte) -1);
        }
        for (long block : others) {
            assertThat(near.get(ValueLayout.JAVA_LONG, payload(block))).isEqualTo(block);
        }
        blocks.sweep(Members.slot(ME));
    }

    @Test
    void corruptedMemoryIsRefused() {
        long block = blocks.make(40, ME);
        BlockLayout.blockSize(near, block, 3);

        assertThatThrownBy(blocks::count).hasMessageContaining("corrupted");
    }
}
