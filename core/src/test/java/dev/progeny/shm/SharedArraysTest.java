package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

@ExtendWith(NothingLeft.class)
class SharedArraysTest {
    private static final int ROUNDS = 50_000;

    // VAL-04, VAL-05
    @Test
    @Tag("process")
    void childMakesPrefixSumsAndTheParentSeesThem() throws Exception {
        int[] seed = {680, 626, 934, 821, 150, 233, 548, 982, 714, 831};
        try (var array = SharedIntArray.copyOf(seed)) {
            assertThat(array.length()).isEqualTo(seed.length);
            assertThat(array.toArray()).isEqualTo(seed);
            array.write(4, 1, 2, 3);
            assertThat(array.toArray(3, 5)).containsExactly(821, 1, 2, 3, 982);
            array.write(0, seed);

            try (var child = ChildProcess.start(() -> sum(array))) {
                assertThat(child.result().get(30, TimeUnit.SECONDS)).isTrue();
            }
            Arrays.parallelPrefix(seed, Integer::sum);
            assertThat(array.toArray()).isEqualTo(seed);
        }
    }

    private static boolean sum(SharedIntArray array) {
        for (int i = 1; i < array.length(); i++) {
            array.addAndGet(i, array.get(i - 1));
        }
        return true;
    }

    @Test
    @Tag("process")
    void noUpdateOfTwoProcessesIsLost() throws Exception {
        try (var bytes = SharedByteArray.create(4);
                var ints = SharedIntArray.create(2);
                var floats = SharedFloatArray.create(2);
                var child = ChildProcess.start(() -> count(bytes, ints, floats, 0))) {
            count(bytes, ints, floats, 1);
            child.result().get(60, TimeUnit.SECONDS);

            assertThat(bytes.toArray())
                    .containsExactly((byte) ROUNDS, (byte) ROUNDS, (byte) (2 * ROUNDS), (byte) 0);
            assertThat(ints.toArray()).containsExactly(0, 2 * ROUNDS);
            assertThat(floats.toArray()).containsExactly(0, 2 * ROUNDS);
        }
    }

    /// Neighbouring bytes are in one word, and must not disturb each other.
    private static boolean count(
            SharedByteArray bytes, SharedIntArray ints, SharedFloatArray floats, int mine) {
        for (int round = 0; round < ROUNDS; round++) {
            bytes.incrementAndGet(mine);
            bytes.addAndGet(2, (byte) 1);
            ints.getAndAdd(1, 1);
            floats.addAndGet(1, 1);
        }
        return true;
    }

    @Test
    void allArraysHaveTheSameVocabulary() {
        var expected = methods(SharedIntArray.class);
        assertThat(expected).contains("addAndGet 2", "fill 3", "read 4", "toArray 2", "stream 0");
        for (var type : SharedArray.class.getPermittedSubclasses()) {
            assertThat(methods(type)).as(type.getSimpleName()).isEqualTo(expected);
        }
    }

    private static Set<String> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> !method.isSynthetic())
                .map(SharedArraysTest::nameAndArity)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String nameAndArity(Method method) {
        return method.getName() + " " + method.getParameterCount();
    }

    @Test
    void elementsAreReadAndUpdatedAsTheNamesSay() {
        try (var a = SharedLongArray.copyOf(1, 2, 3)) {
            assertThat(a.getAndAdd(0, 5)).isEqualTo(1);
            assertThat(a.addAndGet(0, 5)).isEqualTo(11);
            assertThat(a.incrementAndGet(1)).isEqualTo(3);
            assertThat(a.decrementAndGet(1)).isEqualTo(2);
            assertThat(a.getAndSet(2, 30)).isEqualTo(3);
            assertThat(a.compareAndSet(2, 3, 4)).isFalse();
            assertThat(a.compareAndSet(2, 30, 4)).isTrue();
            assertThat(a.getAndUpdate(2, x -> x * 2)).isEqualTo(4);
            assertThat(a.updateAndGet(2, x -> x * 2)).isEqualTo(16);
            assertThat(a.accumulateAndGet(2, 20, Math::max)).isEqualTo(20);
            a.setPlain(1, 7);
            assertThat(a.getPlain(1)).isEqualTo(7);
            assertThat(a.stream()).containsExactly(11L, 7L, 20L);
            assertThat(a).hasToString("SharedLongArray[length=3]");
        }
    }

    @Test
    void narrowElementsWrapAndRound() {
        try (var bytes = SharedByteArray.copyOf((byte) 127, (byte) -1, (byte) 5);
                var doubles = SharedDoubleArray.copyOf(0.1, 0.2);
                var floats = SharedFloatArray.copyOf(0.1f)) {
            assertThat(bytes.incrementAndGet(0)).isEqualTo((byte) -128);
            assertThat(bytes.getAndAdd(1, (byte) 2)).isEqualTo((byte) -1);
            assertThat(bytes.getAndSet(2, (byte) 6)).isEqualTo((byte) 5);
            assertThat(bytes.compareAndSet(2, (byte) 5, (byte) 7)).isFalse();
            assertThat(bytes.stream()).containsExactly(-128, 1, 6);
            assertThat(doubles.addAndGet(0, 0.2)).isEqualTo(0.1 + 0.2);
            assertThat(floats.addAndGet(0, 0.2f)).isEqualTo(0.1f + 0.2f);
            assertThat(floats.updateAndGet(0, Math::sqrt)).isEqualTo((float) Math.sqrt(0.3f));
            assertThat(doubles.stream().sum()).isEqualTo(0.1 + 0.2 + 0.2);
        }
    }

    @Test
    void rangesAreCopiedAndFilled() {
        try (var a = SharedFloatArray.create(6);
                var b = SharedByteArray.create(5)) {
            a.fill(1);
            a.fill(1, 2, 3);
            a.write(4, new float[] {7, 8, 9}, 1, 2);
            assertThat(a.toArray()).containsExactly(1, 3, 3, 1, 8, 9);
            float[] into = new float[4];
            a.read(2, into, 1, 2);
            assertThat(into).containsExactly(0, 3, 1, 0);
            b.fill(1, 3, (byte) 9);
            assertThat(b.toArray()).containsExactly(0, 9, 9, 9, 0);
        }
    }

    @Test
    void indexesAndRangesOutsideAreRefused() {
        try (var a = SharedIntArray.create(3);
                var b = SharedByteArray.create(3)) {
            List<Runnable> wrong =
                    List.of(
                            () -> a.get(3),
                            () -> a.set(-1, 0),
                            () -> b.get(3),
                            () -> b.set(3, (byte) 1),
                            () -> b.compareAndSet(3, (byte) 0, (byte) 1),
                            () -> a.toArray(2, 2),
                            () -> a.fill(-1, 1, 0),
                            () -> a.write(1, 1, 2, 3),
                            () -> a.read(0, new int[4]));
            for (var call : wrong) {
                assertThatThrownBy(call::run).isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThat(a.stream()).containsExactly(0, 0, 0);
        }
        assertThatThrownBy(() -> SharedIntArray.create(-1))
                .isInstanceOf(IllegalArgumentException.class);
        try (var empty = SharedIntArray.create(0)) {
            assertThat(empty.toArray()).isEmpty();
            assertThat(empty.segment().byteSize()).isZero();
        }
    }

    @Test
    void arrayThatTravelledIsTheSame() throws Exception {
        try (var a = SharedDoubleArray.copyOf(1, 2, 3);
                var copy = Travel.copy(a);
                var bytes = SharedByteArray.create(7);
                var sent = Travel.send(bytes)) {
            copy.set(1, 20);
            sent.set(6, (byte) 6);

            assertThat(a.get(1)).isEqualTo(20);
            assertThat(bytes.get(6)).isEqualTo((byte) 6);
            assertThat(sent.segment().byteSize()).isEqualTo(7);
            assertThat(copy.isOwner()).isFalse();
        }
    }

    @Test
    void segmentIsAViewOfTheElements() {
        try (var a = SharedIntArray.copyOf(1, 2, 3)) {
            a.segment().setAtIndex(JAVA_INT, 1, 20);

            assertThat(a.get(1)).isEqualTo(20);
            assertThat(a.segment().byteSize()).isEqualTo(12);
            assertThat(a.segment().address() % 64).isZero();
        }
    }

    @Test
    void useAfterCloseFails() {
        var a = SharedIntArray.create(1);
        a.close();
        a.close();

        assertThatThrownBy(() -> a.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> a.fill(1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void arrayMayBeLargerThanTwoGigabytes() {
        int length = (1 << 28) + 10;
        try (var a = SharedLongArray.create(length)) {
            a.set(length - 1, 42);
            a.write(length - 3, 40, 41);

            assertThat(a.segment().byteSize()).isGreaterThan(1L << 31);
            assertThat(a.toArray(length - 3, 3)).containsExactly(40, 41, 42);
            assertThat(IntStream.of(0, length / 2).mapToLong(a::get)).containsOnly(0L);
        }
    }
}
