package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.foreign.MemoryLayout.PathElement;
import java.time.DayOfWeek;
import java.util.List;
import java.util.concurrent.TimeUnit;

@ExtendWith(NothingLeft.class)
@SuppressWarnings("ArrayRecordComponent") // they are what is tested
class SharedStructTest {

    record Point(int x, double y) {}

    record Everything(
            boolean flag,
            byte small,
            char letter,
            short two,
            int four,
            long eight,
            float single,
            double real,
            DayOfWeek day,
            Point nested,
            @Length(20) String text,
            @Length(10) double[] values,
            @Length(3) byte[] bytes) {

        static Everything sample() {
            double[] tenths = new double[10];
            for (int i = 0; i < tenths.length; i++) {
                tenths[i] = i / 10.0;
            }
            return new Everything(
                    true,
                    (byte) -1,
                    'ß',
                    (short) 1234,
                    7,
                    1L << 33,
                    0.5f,
                    1 / 3.0,
                    DayOfWeek.FRIDAY,
                    new Point(3, 2.0),
                    "hello",
                    tenths,
                    new byte[] {1, 2, 3});
        }

        Everything doubled() {
            return new Everything(
                    !flag,
                    (byte) (2 * small),
                    letter,
                    (short) (2 * two),
                    2 * four,
                    2 * eight,
                    2 * single,
                    2 * real,
                    day.plus(1),
                    new Point(2 * nested.x, 2 * nested.y),
                    text + text,
                    java.util.Arrays.stream(values).map(v -> 2 * v).toArray(),
                    new byte[] {2, 4, 6});
        }
    }

    record Refusing(int size) {
        Refusing {
            if (size <= 0) {
                throw new IllegalArgumentException("size=" + size);
            }
        }
    }

    // VAL-01, VAL-02, VAL-07, VAL-08
    @Test
    @Tag("process")
    void childDoublesEachKindOfComponent() throws Exception {
        try (var struct = SharedStruct.create(Everything.sample())) {
            assertThat(struct.get()).usingRecursiveComparison().isEqualTo(Everything.sample());

            try (var child = ChildProcess.start(() -> doubled(struct))) {
                assertThat(child.result().get(30, TimeUnit.SECONDS)).isEqualTo("hellohello");
            }
            var doubled = struct.get();
            assertThat(doubled).usingRecursiveComparison().isEqualTo(Everything.sample().doubled());
            assertThat(doubled.nested()).isEqualTo(new Point(6, 4.0));
            assertThat(doubled.eight()).isEqualTo(1L << 34);
        }
    }

    private static String doubled(SharedStruct<Everything> struct) {
        return struct.updateAndGet(Everything::doubled).text();
    }

    // VAL-09
    @Test
    void copyIsIndependentOfTheOriginal() {
        try (var original = SharedStruct.create(new Point(2, 5.0));
                var copy = SharedStruct.create(original.get())) {
            original.set(new Point(0, 0));

            assertThat(copy.get()).isEqualTo(new Point(2, 5.0));
        }
    }

    @Test
    void updatesGiveWhatTheirNamesSay() {
        try (var struct = SharedStruct.create(new Point(1, 1))) {
            assertThat(struct.getAndSet(new Point(2, 2))).isEqualTo(new Point(1, 1));
            assertThat(struct.getAndUpdate(p -> new Point(p.x + 1, p.y)).x()).isEqualTo(2);
            assertThat(struct.updateAndGet(p -> new Point(p.x + 1, p.y)).x()).isEqualTo(4);
            var sum = struct.accumulateAndGet(new Point(10, 0), (p, q) -> new Point(p.x + q.x, 0));
            assertThat(sum).isEqualTo(new Point(14, 0)).isEqualTo(struct.get());
            assertThat(struct.compareAndSet(new Point(0, 0), new Point(9, 9))).isFalse();
            assertThat(struct.compareAndSet(new Point(14, 0), new Point(9, 9))).isTrue();
            assertThat(struct.toString()).isEqualTo("SharedStruct[Point[x=9, y=9.0]]");
        }
    }

    @Test
    void structThatTravelledIsTheSame() throws Exception {
        try (var struct = SharedStruct.create(new Point(1, 1));
                var copy = Travel.copy(struct);
                var sent = Travel.send(struct)) {
            copy.set(new Point(5, 6));

            assertThat(struct.get()).isEqualTo(new Point(5, 6)).isEqualTo(sent.get());
            assertThat(struct.isOwner()).isTrue();
            assertThat(copy.isOwner()).isFalse();
        }
    }

    @Test
    void useAfterCloseFails() {
        var struct = SharedStruct.create(new Point(1, 1));
        struct.close();
        struct.close();

        assertThatThrownBy(struct::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> struct.set(new Point(2, 2)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(struct.toString()).isEqualTo("SharedStruct[closed]");
    }

    @Test
    void layoutIsWhatCWouldMakeOfIt() {
        try (var struct = SharedStruct.create(Everything.sample())) {
            var layout = struct.layout();
            assertThat(layout.byteSize()).isEqualTo(176);
            assertThat(layout.byteOffset(PathElement.groupElement("letter"))).isEqualTo(2);
            assertThat(layout.byteOffset(PathElement.groupElement("eight"))).isEqualTo(16);
            assertThat(
                            layout.byteOffset(
                                    PathElement.groupElement("nested"),
                                    PathElement.groupElement("y")))
                    .isEqualTo(56);
        }
    }

    record Unsized(int x, List<String> names) {}

    record Unlimited(String text) {}

    record Flags(@Length(2) boolean[] flags) {}

    record Text(@Length(4) String text) {}

    record Numbers(@Length(4) int[] numbers) {}

    @Test
    void componentsWithoutAFixedSizeAreRefusedByName() {
        for (var type : List.of(Unsized.class, Unlimited.class, Flags.class)) {
            assertThatThrownBy(() -> SharedStructArray.create(type, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no fixed size: record=" + type.getName())
                    .hasMessageContaining("component=");
        }
    }

    @Test
    void valuesWithoutRoomAreRefusedAndChangeNothing() {
        try (var text = SharedStruct.create(new Text("äö"));
                var numbers = SharedStruct.create(new Numbers(new int[4]))) {
            for (String refused : new String[] {"12345", "ääö", "a\0b", "\ud800", null}) {
                assertThatThrownBy(() -> text.set(new Text(refused)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("component=text");
            }
            assertThatThrownBy(() -> numbers.set(new Numbers(new int[3])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("length=3; @Length is 4");
            assertThat(numbers.compareAndSet(new Numbers(new int[4]), new Numbers(new int[4])))
                    .isTrue();
            assertThat(text.get().text()).isEqualTo("äö");
        }
    }

    @Test
    void recordThatRefusesZerosSaysSo() {
        try (var array = SharedStructArray.create(Refusing.class, 2)) {
            assertThatThrownBy(() -> array.get(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("record refuses what the memory holds")
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            array.set(0, new Refusing(3));
            assertThat(array.get(0).size()).isEqualTo(3);
        }
    }

    @Test
    void arrayHoldsRecordsApartFromEachOther() throws Exception {
        try (var array = SharedStructArray.copyOf(Point.class, List.of(p(1), p(2), p(3)));
                var copy = Travel.copy(array)) {
            assertThat(copy.updateAndGet(1, p -> p(p.x + 10))).isEqualTo(p(12));
            assertThat(copy.getAndSet(2, p(30))).isEqualTo(p(3));
            assertThat(copy.getAndUpdate(0, p -> p(9))).isEqualTo(p(1));
            assertThat(copy.compareAndSet(0, p(9), p(8))).isTrue();
            assertThat(copy.compareAndSet(0, p(9), p(7))).isFalse();
            assertThat(copy.accumulateAndGet(0, p(1), (a, b) -> p(a.x + b.x))).isEqualTo(p(9));

            assertThat(array.stream()).containsExactly(p(9), p(12), p(30));
            assertThat(array.length()).isEqualTo(3);
            assertThatThrownBy(() -> array.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.set(-1, p(0)))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        try (var empty = SharedStructArray.create(Everything.class, 0);
                var zeros = SharedStructArray.create(Everything.class, 100)) {
            assertThat(empty.stream()).isEmpty();
            assertThat(zeros.get(99).text()).isEmpty();
            assertThat(zeros.get(99).day()).isEqualTo(DayOfWeek.MONDAY);
        }
    }

    private static Point p(int x) {
        return new Point(x, -x);
    }
}
