package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

@Tag("any-os")
class BacklogTest {
    private final Backlog backlog = new Backlog();
    private final List<WorkUnit> units = new ArrayList<>();

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            units.add(Units.call());
            backlog.add(units.getLast());
        }
    }

    @Test
    void servesInOrderAndGivesBackToTheHead() {
        add(2);
        var first = backlog.peek();
        backlog.remove();
        assertThat(first).isSameAs(units.get(0));
        assertThat(backlog.peek()).isSameAs(units.get(1));

        backlog.addFirst(units.get(0));

        assertThat(backlog.peek()).isSameAs(units.get(0));
        assertThat(backlog.size()).isEqualTo(2);
    }

    @Test
    void droppedUnitIsNeitherServedNorCountedAndLetsGoOfItsTask() {
        add(3);

        assertThat(backlog.drop(units.get(0))).isTrue();
        assertThat(backlog.drop(units.get(2))).isTrue();

        assertThat(backlog.size()).isEqualTo(1);
        assertThat(units.get(0).payload()).isEmpty();
        assertThat(backlog.drain()).containsExactly(units.get(1));
        assertThat(backlog.isEmpty()).isTrue();
        assertThat(backlog.peek()).isNull();
    }

    @Test
    void unitIsDroppedOnceAndOnlyWhileItWaits() {
        add(2);
        backlog.peek();
        backlog.remove();

        assertThat(backlog.drop(units.get(0))).isFalse();
        assertThat(backlog.drop(units.get(1))).isTrue();
        assertThat(backlog.drop(units.get(1))).isFalse();
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void manyDroppedBehindALongOneLeaveTheLine() {
        add(10_000);

        units.subList(1, 10_000).forEach(unit -> assertThat(backlog.drop(unit)).isTrue());

        assertThat(backlog.size()).isEqualTo(1);
        assertThat(backlog.peek()).isSameAs(units.getFirst());
        backlog.remove();
        assertThat(backlog.peek()).isNull();
    }

    @Test
    void higherPriorityIsServedFirstAndEachLineKeepsItsOrder() {
        var low = Units.call(o -> o.withPriority(-5));
        var high = Units.call(o -> o.withPriority(5));
        var second = Units.call(o -> o.withPriority(5));
        add(1);
        for (var unit : List.of(low, high, second)) {
            backlog.add(unit);
        }

        assertThat(backlog.drain()).containsExactly(high, second, units.get(0), low);
        assertThat(backlog.bytes()).isZero();

        backlog.add(low);
        add(1);
        assertThat(backlog.peek()).isSameAs(units.get(1));
        assertThat(backlog.drop(units.get(1))).isTrue();
        assertThat(backlog.peek()).isSameAs(low);
    }
}
