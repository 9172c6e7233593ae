package dev.progeny.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.os.Os;
import dev.progeny.process.ChildProcess;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A brief lock outlives its holders.
@Tag("process")
@ExtendWith(NothingLeft.class)
class BriefLockTest {
    private static long count() {
        return Family.current().count();
    }

    @Test
    @Timeout(30)
    void lockOfADeadProcessIsTakenOverAndRepaired() throws Exception {
        var child = ChildProcess.start(() -> 1);
        long pid = child.pid();
        var identity = Os.current().identify(pid);
        child.join();
        long dead = identity == null ? pid << Integer.SIZE : Stamp.of(identity);
        var repairs = new AtomicInteger();
        try (var arena = Arena.ofShared()) {
            var near = arena.allocate(BriefLock.LAYOUT.byteSize(), 128);
            var lock = new BriefLock(near, Os.current(), repairs::incrementAndGet);
            BriefLock.forge(near, dead);

            assertThat(lock.holding(() -> 42)).isEqualTo(42);

            assertThat(repairs).hasValue(1);
            assertThat(lock.holding(() -> 43)).isEqualTo(43);
            assertThat(repairs).hasValue(1);
        }
    }

    @Test
    void changeThatFailsIsRepairedAndLetsGo() {
        var repairs = new AtomicInteger();
        try (var arena = Arena.ofShared()) {
            var near = arena.allocate(BriefLock.LAYOUT.byteSize(), 128);
            var lock = new BriefLock(near, Os.current(), repairs::incrementAndGet);

            assertThatThrownBy(
                            () ->
                                    lock.holding(
                                            () -> {
                                                throw new IllegalStateException("half done");
                                            }))
                    .hasMessage("half done");

            assertThat(repairs).hasValue(1);
            assertThat(BriefLock.holder(near)).isZero();
        }
    }

    @Test
    @Tag("crash")
    @Timeout(60)
    void childrenKilledWhileTheyChangeLeaveAWholeFamily() throws Exception {
        try (var block = Block.create(8)) {
            var handle = block.handle();
            long before = count();
            for (int round = 0; round < 5; round++) {
                var child = ChildProcess.start(() -> churn(handle));
                while (block.segment().get(ValueLayout.JAVA_LONG, 0) < 1000) {
                    TimeUnit.MILLISECONDS.sleep(1); // to be in the middle of it
                }
                child.kill();
                child.join();
                block.segment().set(ValueLayout.JAVA_LONG, 0, 0);
                Awaitility.await("the dead child's blocks are freed")
                        .untilAsserted(() -> assertThat(count()).isLessThanOrEqualTo(before));
            }
        }
    }

    private static void churn(Block.Handle handle) {
        var counter = Block.attach(handle).segment();
        for (long i = 1; ; i++) {
            var kept = Block.create(100);
            Block.create(1 + i % 4000).close();
            if (i % 7 != 0) {
                kept.close();
            }
            counter.set(ValueLayout.JAVA_LONG, 0, i);
        }
    }
}
