package dev.progeny.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Blocks in one process and between relatives.
@Tag("process")
@ExtendWith(NothingLeft.class)
class BlockTest {
    private static long count() {
        return Family.current().count();
    }

    private static final long BIG = 8L << 20;

    private static long get(Block block) {
        return block.segment().get(ValueLayout.JAVA_LONG, 0);
    }

    private static void set(Block block, long value) {
        block.segment().set(ValueLayout.JAVA_LONG, 0, value);
    }

    private static void awaitCount(long count) {
        Awaitility.await("blocks are freed")
                .untilAsserted(() -> assertThat(count()).isLessThanOrEqualTo(count));
    }

    @Test
    void relativesSeeEachOthersStores() throws Exception {
        long before = count();
        for (long size : new long[] {8, Blocks.LARGEST_NEAR, BIG}) {
            try (var block = Block.create(size)) {
                set(block, 7);
                var handle = block.handle();
                var child =
                        ChildProcess.start(
                                () -> {
                                    try (var mine = Block.attach(handle)) {
                                        set(mine, get(mine) * 6);
                                        return mine.isOwner();
                                    }
                                });
                assertThat(child.result().get(30, TimeUnit.SECONDS)).isFalse();
                assertThat(get(block)).isEqualTo(42);
                assertThat(block.segment().byteSize()).isEqualTo(size);
                child.join();
            }
        }
        awaitCount(before);
    }

    @Test
    void blockOutlivesTheChildThatMadeIt() throws Exception {
        long before = count();
        for (long size : new long[] {8, BIG}) {
            var child =
                    ChildProcess.start(
                            () -> {
                                var block = Block.create(size);
                                set(block, 4711);
                                return block.handle();
                            });
            var handle = child.result().get(30, TimeUnit.SECONDS);
            child.join();
            try (var block = Block.attach(handle)) {
                assertThat(get(block)).isEqualTo(4711);
            }
        }
        awaitCount(before);
    }

    @Test
    @Tag("crash")
    void killedChildsBlocksAreFreedOnceItsEndIsKnown() throws Exception {
        long before = count();
        var child =
                ChildProcess.start(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                set(Block.create(i < 90 ? 100 : BIG), 1);
                            }
                            Runtime.getRuntime().halt(9);
                        });
        child.join();
        assertThatThrownBy(() -> child.result().get(30, TimeUnit.SECONDS)).isNotNull();
        awaitCount(before);
    }

    @Test
    void accessAfterCloseIsRefusedInEveryThread() throws Exception {
        var block = Block.create(8);
        var segment = block.segment();
        var closed = new CountDownLatch(1);
        var refusals = new ArrayList<Throwable>();
        var thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    try {
                                        closed.await();
                                        segment.get(ValueLayout.JAVA_LONG, 0);
                                    } catch (IllegalStateException | InterruptedException e) {
                                        refusals.add(e);
                                    }
                                });
        block.close();
        block.close();
        closed.countDown();
        thread.join();

        assertThat(refusals).singleElement().isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(block::handle).isInstanceOf(IllegalStateException.class);
        assertThat(block.isClosed()).isTrue();
    }

    @Test
    void closingOneObjectLeavesOthersOfTheProcessOpen() {
        var first = Block.create(8);
        var second = Block.attach(first.handle());
        set(first, 3);
        Object companion = first.companion(payload -> new Object());

        first.close();

        assertThat(get(second)).isEqualTo(3);
        assertThat(second.<Object>companion(payload -> new Object())).isSameAs(companion);
        second.close();
    }

    @Test
    void handleOfAFreedBlockIsRefused() {
        var block = Block.create(8);
        var handle = block.handle();
        block.close();

        assertThatThrownBy(() -> Block.attach(handle))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("keep it open");
    }

    @Test
    void whatNobodyClosedIsLetGoOnceUnreachable() {
        long before = count();
        for (int i = 0; i < 1000; i++) {
            set(Block.create(i % 100 == 0 ? BIG : 100), i);
        }
        Awaitility.await("unreachable blocks are freed")
                .untilAsserted(
                        () -> {
                            System.gc();
                            Block.create(1).close();
                            assertThat(count()).isLessThanOrEqualTo(before);
                        });
    }

    @Test
    void sliceKeepsItsBlockReachable() {
        var slice = Block.create(100).segment().asSlice(8, 8);
        slice.set(ValueLayout.JAVA_LONG, 0, 5);
        for (int i = 0; i < 5; i++) {
            System.gc();
            Block.create(100).close();
        }
        assertThat(slice.get(ValueLayout.JAVA_LONG, 0)).isEqualTo(5);
    }

    @Test
    void sizeBelowOneIsRefused() {
        assertThatThrownBy(() -> Block.create(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Block.create(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyCyclesTakeNoMoreMemoryThanOne() {
        long before = count();
        for (int i = 0; i < 20_000; i++) {
            try (var block = Block.create(1 + i % 5000)) {
                set(block, i);
            } catch (IndexOutOfBoundsException e) {
                assertThat(1 + i % 5000).isLessThan(8);
            }
        }
        assertThat(count()).isLessThanOrEqualTo(before);
    }
}
