package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What [Set] promises, for any implementation that keeps the order and takes null.
abstract class SetContract {
    abstract <E> Set<E> create();

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    final <E> Set<E> of(E... elements) {
        Set<E> set = create();
        set.addAll(List.of(elements));
        return set;
    }

    @Test
    void elementsAreThereOnce() {
        Set<String> set = create();
        assertThat(set.add("a")).isTrue();
        assertThat(set.add("a")).isFalse();
        assertThat(set.add(null)).isTrue();
        assertThat(set).hasSize(2).containsExactly("a", null);
        assertThat(set.contains("a")).isTrue();
        assertThat(set.contains("b")).isFalse();
        assertThat(set.remove("b")).isFalse();
        assertThat(set.remove(null)).isTrue();
        set.clear();
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void setsAreUnitedCutAndCompared() { // MGR-20
        var set = of(1, 2, 3);
        assertThat(set.addAll(Set.of(3, 4))).isTrue();
        assertThat(set.removeAll(Set.of(1, 9))).isTrue();
        assertThat(set.retainAll(Set.of(2, 3, 4, 5))).isFalse();
        assertThat(set.retainAll(Set.of(2, 3))).isTrue();
        assertThat(set.containsAll(Set.of(2, 3))).isTrue();
        assertThat(set.containsAll(Set.of(2, 4))).isFalse();
        assertThat(set.removeIf(x -> x == 3)).isTrue();
        assertThat(set.removeIf(x -> x == 3)).isFalse();
        assertThat(set).containsExactly(2);
    }

    @Test
    void iteratorRemovesWhatItGaveLast() {
        var set = of(1, 2, 3);
        var steps = set.iterator();
        assertThatThrownBy(steps::remove).isInstanceOf(IllegalStateException.class);
        steps.next();
        steps.next();
        steps.remove();
        assertThat(set).containsExactly(1, 3);
        var seen = new ArrayList<Integer>();
        set.forEach(seen::add);
        assertThat(seen).containsExactly(1, 3);
        assertThat(set.toArray(new Integer[0])).containsExactly(1, 3);
    }

    @Test
    void equalsHashCodeAndToStringAreThoseOfContents() {
        var set = of(1, 2);
        assertThat(set).isEqualTo(of(2, 1)).isEqualTo(Set.of(1, 2)).isNotEqualTo(Set.of(1));
        assertThat(Set.of(1, 2)).isEqualTo(set);
        assertThat(set).hasSameHashCodeAs(Set.of(1, 2)).hasToString("[1, 2]");
    }
}
