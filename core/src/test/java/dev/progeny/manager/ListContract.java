package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;

/// What [List] promises, for any implementation that grows and takes null.
abstract class ListContract {
    abstract <E> List<E> create();

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    final <E> List<E> of(E... elements) {
        List<E> list = create();
        list.addAll(Arrays.asList(elements));
        return list;
    }

    @Test
    void elementsAreWhereTheyWerePut() { // MGR-02
        List<String> list = create();
        assertThat(list.add("b")).isTrue();
        list.add(0, "a");
        list.add(2, null);
        assertThat(list).containsExactly("a", "b", null);
        assertThat(list.get(1)).isEqualTo("b");
        assertThat(list.set(1, "c")).isEqualTo("b");
        assertThat(list.indexOf("c")).isEqualTo(1);
        assertThat(list.indexOf(null)).isEqualTo(2);
        assertThat(list.indexOf("z")).isEqualTo(-1);
        list.add("c");
        assertThat(list.lastIndexOf("c")).isEqualTo(3);
        assertThat(list.contains("a")).isTrue();
        assertThat(list.remove(0)).isEqualTo("a");
        assertThat(list.remove("c")).isTrue();
        assertThat(list.remove("z")).isFalse();
        assertThat(list).hasSize(2).containsExactly(null, "c");
        list.clear();
        assertThat(list.isEmpty()).isTrue();
    }

    @Test
    void placesOutsideAreRefused() {
        var list = of(1, 2);
        assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.set(2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.add(3, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.remove(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.listIterator(3))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(list).containsExactly(1, 2);
    }

    @Test
    void bulkOperationsTakeAll() {
        var list = of(1, 2, 3);
        assertThat(list.addAll(List.of(4, 5))).isTrue();
        assertThat(list.addAll(1, List.of(9, 9))).isTrue();
        assertThat(list).containsExactly(1, 9, 9, 2, 3, 4, 5);
        assertThat(list.removeAll(List.of(9, 5))).isTrue();
        assertThat(list.retainAll(List.of(1, 2, 3))).isTrue();
        assertThat(list.retainAll(List.of(1, 2, 3))).isFalse();
        assertThat(list.containsAll(List.of(3, 1))).isTrue();
        assertThat(list.containsAll(List.of(4))).isFalse();
        assertThat(list.addAll(List.copyOf(list))).isTrue();
        assertThat(list).containsExactly(1, 2, 3, 1, 2, 3);
        assertThat(list.toArray()).containsExactly(1, 2, 3, 1, 2, 3);
        assertThat(list.toArray(new Integer[0])).hasSize(6);
    }

    @Test
    void functionsChangeWhatTheyAreAppliedTo() {
        var list = of(3, 1, 2);
        list.sort(null);
        assertThat(list).containsExactly(1, 2, 3);
        list.sort(Comparator.reverseOrder());
        assertThat(list).containsExactly(3, 2, 1);
        list.sort((a, b) -> a - b);
        list.replaceAll(x -> x * 10);
        assertThat(list).containsExactly(10, 20, 30);
        assertThat(list.removeIf(x -> x == 20)).isTrue();
        assertThat(list.removeIf(x -> x == 20)).isFalse();
        var seen = new ArrayList<Integer>();
        list.forEach(seen::add);
        assertThat(seen).containsExactly(10, 30);
    }

    @Test
    void iteratorGoesBothWaysAndWrites() {
        var list = of("a", "b", "c");
        var steps = list.listIterator();
        assertThat(steps.hasPrevious()).isFalse();
        assertThat(steps.next()).isEqualTo("a");
        steps.set("A");
        steps.add("x");
        assertThat(steps.next()).isEqualTo("b");
        steps.remove();
        assertThatThrownBy(steps::remove).isInstanceOf(IllegalStateException.class);
        assertThat(steps.previous()).isEqualTo("x");
        assertThat(steps.nextIndex()).isEqualTo(1);
        assertThat(list).containsExactly("A", "x", "c");
        var end = list.listIterator(3);
        assertThat(end.previous()).isEqualTo("c");
        assertThat(end.next()).isEqualTo("c");
        assertThatThrownBy(end::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void exhaustedIteratorStaysExhausted() { // MGR-03
        var list = of(1);
        var steps = list.iterator();
        assertThat(steps.next()).isEqualTo(1);
        assertThat(steps.hasNext()).isFalse();
        assertThatThrownBy(steps::next).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(steps::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void partOfTheListIsAViewOfIt() { // MGR-01
        var list = of(0, 1, 2, 3, 4, 5);
        var part = list.subList(1, 4);
        assertThat(part).containsExactly(1, 2, 3);
        part.set(0, 10);
        part.remove(1);
        part.add(30);
        assertThat(list).containsExactly(0, 10, 3, 30, 4, 5);
        assertThat(part.indexOf(30)).isEqualTo(2);
        part.clear();
        assertThat(list).containsExactly(0, 4, 5);
        assertThat(part.isEmpty()).isTrue();
    }

    @Test
    void equalsHashCodeAndToStringAreThoseOfContents() {
        var list = of(1, 2);
        assertThat(list).isEqualTo(of(1, 2)).isEqualTo(List.of(1, 2)).isNotEqualTo(of(2, 1));
        assertThat(List.of(1, 2)).isEqualTo(list);
        assertThat(list).hasSameHashCodeAs(List.of(1, 2)).hasToString("[1, 2]");
        assertThat(list.reversed()).containsExactly(2, 1);
        assertThat(list.getLast()).isEqualTo(2);
        assertThat(list.stream().mapToInt(x -> x).sum()).isEqualTo(3);
    }
}
