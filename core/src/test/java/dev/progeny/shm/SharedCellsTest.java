package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

@ExtendWith(NothingLeft.class)
class SharedCellsTest {
    private static final int ROUNDS = 100_000;

    // VAL-01, VAL-02
    @Test
    @Tag("process")
    void cellsHoldTheirFirstValueAndShowAChildsWrite() throws Exception {
        try (var i = SharedInt.create(7);
                var l = SharedLong.create(1L << 33);
                var d = SharedDouble.create(1 / 3.0);
                var b = SharedBoolean.create(true)) {
            assertThat(i + " " + l + " " + d + " " + b)
                    .isEqualTo("7 8589934592 " + 1 / 3.0 + " true");

            try (var child = ChildProcess.start(() -> doubleAll(i, l, d, b))) {
                assertThat(child.result().get(30, TimeUnit.SECONDS)).isEqualTo(14);
            }
            assertThat(i.get()).isEqualTo(14);
            assertThat(l.get()).isEqualTo(1L << 34);
            assertThat(d.get()).isEqualTo(2 / 3.0);
            assertThat(b.get()).isFalse();
        }
    }

    private static int doubleAll(SharedInt i, SharedLong l, SharedDouble d, SharedBoolean b) {
        l.updateAndGet(x -> 2 * x);
        d.set(2 * d.get());
        b.set(!b.get());
        return i.addAndGet(i.get());
    }

    @Test
    @Tag("process")
    void noIncrementOfTwoProcessesIsLost() throws Exception {
        try (var i = SharedInt.create(0);
                var l = SharedLong.create(0);
                var d = SharedDouble.create(0);
                var child = ChildProcess.start(() -> count(i, l, d))) {
            count(i, l, d);
            child.result().get(60, TimeUnit.SECONDS);

            assertThat(i.get()).isEqualTo(2 * ROUNDS);
            assertThat(l.get()).isEqualTo(2 * ROUNDS);
            assertThat(d.get()).isEqualTo(2 * ROUNDS);
        }
    }

    private static boolean count(SharedInt i, SharedLong l, SharedDouble d) {
        for (int round = 0; round < ROUNDS; round++) {
            i.incrementAndGet();
            l.getAndAdd(1);
            d.addAndGet(1);
        }
        return true;
    }

    @Test
    @SuppressWarnings("UnnecessaryAsync") // the model
    void intDoesWhatAnAtomicIntegerDoes() {
        try (var ours = SharedInt.create(5)) {
            var theirs = new AtomicInteger(5);
            assertThat(ours.getAndAdd(3)).isEqualTo(theirs.getAndAdd(3));
            assertThat(ours.addAndGet(3)).isEqualTo(theirs.addAndGet(3));
            assertThat(ours.getAndIncrement()).isEqualTo(theirs.getAndIncrement());
            assertThat(ours.decrementAndGet()).isEqualTo(theirs.decrementAndGet());
            assertThat(ours.getAndDecrement()).isEqualTo(theirs.getAndDecrement());
            assertThat(ours.incrementAndGet()).isEqualTo(theirs.incrementAndGet());
            assertThat(ours.getAndSet(9)).isEqualTo(theirs.getAndSet(9));
            assertThat(ours.compareAndSet(8, 1)).isEqualTo(theirs.compareAndSet(8, 1));
            assertThat(ours.compareAndSet(9, 1)).isEqualTo(theirs.compareAndSet(9, 1));
            assertThat(ours.compareAndExchange(1, 4)).isEqualTo(theirs.compareAndExchange(1, 4));
            assertThat(ours.getAndUpdate(x -> x * 3)).isEqualTo(theirs.getAndUpdate(x -> x * 3));
            assertThat(ours.updateAndGet(x -> x - 1)).isEqualTo(theirs.updateAndGet(x -> x - 1));
            assertThat(ours.getAndAccumulate(7, Math::max))
                    .isEqualTo(theirs.getAndAccumulate(7, Math::max));
            assertThat(ours.accumulateAndGet(99, Math::max))
                    .isEqualTo(theirs.accumulateAndGet(99, Math::max));
            assertThat(ours).hasToString(theirs.toString());
            assertThat(ours.doubleValue()).isEqualTo(theirs.doubleValue());
        }
    }

    @Test
    void accessModesReadWhatTheOthersWrote() {
        try (var l = SharedLong.create(0);
                var d = SharedDouble.create(0);
                var b = SharedBoolean.create(false)) {
            l.setPlain(1);
            assertThat(l.getOpaque()).isEqualTo(1);
            l.setOpaque(2);
            assertThat(l.getAcquire()).isEqualTo(2);
            l.setRelease(3);
            assertThat(l.getPlain()).isEqualTo(3);
            d.setRelease(0.5);
            assertThat(d.getAcquire()).isEqualTo(0.5);
            assertThat(d.compareAndSet(0.5, -0.0)).isTrue();
            assertThat(d.compareAndSet(0.0, 1)).isFalse();
            b.setRelease(true);
            assertThat(b.getAcquire()).isTrue();
            assertThat(b.compareAndSet(true, false)).isTrue();
            assertThat(b.getAndSet(true)).isFalse();
            assertThat(b.compareAndExchange(false, true)).isTrue();
        }
    }

    @Test
    void cellsHaveTheVocabularyOfTheJdksAtomics() {
        var absent =
                Set.of(
                        "lazySet",
                        "weakCompareAndSet",
                        "weakCompareAndSetAcquire",
                        "weakCompareAndSetPlain",
                        "weakCompareAndSetRelease",
                        "weakCompareAndSetVolatile",
                        "compareAndExchangeAcquire",
                        "compareAndExchangeRelease");
        var pairs =
                List.of(
                        List.of(SharedInt.class, AtomicInteger.class),
                        List.of(SharedLong.class, AtomicLong.class),
                        List.of(SharedBoolean.class, AtomicBoolean.class));
        for (var pair : pairs) {
            var expected = methods(pair.get(1));
            expected.removeAll(absent);
            assertThat(methods(pair.get(0))).containsAll(expected);
        }
        var ofNumbers = methods(SharedLong.class);
        ofNumbers.removeIf(name -> name.matches(".*[Ii]ncrement.*|.*[Dd]ecrement.*"));
        assertThat(methods(SharedDouble.class)).isEqualTo(ofNumbers);
    }

    private static Set<String> methods(Class<?> type) {
        var names = new TreeSet<String>();
        for (Method method : type.getMethods()) {
            names.add(method.getName());
        }
        return names;
    }

    @Test
    void cellThatTravelledIsTheSame() throws Exception {
        try (var number = SharedLong.create(4);
                var copy = Travel.copy(number);
                var flag = SharedBoolean.create(false);
                var sent = Travel.send(flag)) {
            copy.set(5);
            sent.set(true);

            assertThat(number.get()).isEqualTo(5);
            assertThat(flag.get()).isTrue();
            assertThat(number.isOwner()).isTrue();
            assertThat(copy.isOwner()).isFalse();
        }
    }

    @Test
    void useAfterCloseFailsAndTheTextSaysClosed() {
        var number = SharedInt.create(4);
        number.close();
        number.close();

        assertThatThrownBy(number::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(number::incrementAndGet).isInstanceOf(IllegalStateException.class);
        assertThat(number).hasToString("SharedInt[closed]");
    }
}
