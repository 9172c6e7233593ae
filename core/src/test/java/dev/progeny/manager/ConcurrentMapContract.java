package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;

/// What [ConcurrentMap] promises, for any implementation that takes no null.
abstract class ConcurrentMapContract {
    abstract <K, V> ConcurrentMap<K, V> create();

    private ConcurrentMap<String, Integer> three() {
        ConcurrentMap<String, Integer> map = create();
        map.put("a", 1);
        map.put("b", 2);
        map.put("c", 3);
        return map;
    }

    @Test
    void putGetAndRemoveSayWhatWasThere() {
        ConcurrentMap<String, Integer> map = create();
        assertThat(map.isEmpty()).isTrue();
        assertThat(map.put("a", 1)).isNull();
        assertThat(map.put("a", 2)).isEqualTo(1);
        assertThat(map.get("a")).isEqualTo(2);
        assertThat(map.get("b")).isNull();
        assertThat(map.getOrDefault("b", 7)).isEqualTo(7);
        assertThat(map.containsKey("a")).isTrue();
        assertThat(map.containsValue(2)).isTrue();
        assertThat(map.containsValue(1)).isFalse();
        assertThat(map.remove("b")).isNull();
        assertThat(map.remove("a")).isEqualTo(2);
        assertThat(map.size()).isZero();
    }

    @Test
    void conditionalChangesHappenOnlyWhenTheirConditionHolds() {
        var map = three();
        assertThat(map.putIfAbsent("a", 9)).isEqualTo(1);
        assertThat(map.putIfAbsent("d", 4)).isNull();
        assertThat(map.remove("a", 9)).isFalse();
        assertThat(map.remove("a", 1)).isTrue();
        assertThat(map.replace("a", 5)).isNull();
        assertThat(map.replace("b", 5)).isEqualTo(2);
        assertThat(map.replace("b", 2, 6)).isFalse();
        assertThat(map.replace("b", 5, 6)).isTrue();
        assertThat(map).isEqualTo(Map.of("b", 6, "c", 3, "d", 4));
    }

    @Test
    void functionsComputeValuesAndNullRemoves() {
        var map = three();
        assertThat(map.merge("a", 10, (old, given) -> old + given)).isEqualTo(11);
        assertThat(map.merge("d", 4, (old, given) -> old + given)).isEqualTo(4);
        assertThat(map.merge("d", 4, (old, given) -> null)).isNull();
        assertThat(map.compute("b", (key, old) -> old * 10)).isEqualTo(20);
        assertThat(map.compute("e", (key, old) -> old == null ? 5 : 0)).isEqualTo(5);
        assertThat(map.compute("e", (key, old) -> null)).isNull();
        assertThat(map.computeIfPresent("z", (key, old) -> 1)).isNull();
        assertThat(map.computeIfPresent("c", (key, old) -> old + 1)).isEqualTo(4);
        assertThat(map.computeIfAbsent("c", key -> 0)).isEqualTo(4);
        assertThat(map.computeIfAbsent("f", String::length)).isEqualTo(1);
        assertThat(map).isEqualTo(Map.of("a", 11, "b", 20, "c", 4, "f", 1));
        map.replaceAll((key, old) -> -old);
        assertThat(map).isEqualTo(Map.of("a", -11, "b", -20, "c", -4, "f", -1));
    }

    @Test
    void exceptionOfAFunctionComesOutAndChangesNothing() {
        var map = three();
        assertThatThrownBy(
                        () ->
                                map.compute(
                                        "a",
                                        (key, old) -> {
                                            throw new IllegalStateException("no " + key);
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no a");
        assertThat(map).isEqualTo(Map.of("a", 1, "b", 2, "c", 3));
    }

    @Test
    void nullIsRefused() {
        ConcurrentMap<String, Integer> map = create();
        assertThatThrownBy(() -> map.put(null, 1)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map.put("a", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map.get(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map.containsKey(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map.containsValue(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map.remove(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map.merge("a", 1, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> map.compute("a", null)).isInstanceOf(NullPointerException.class);
        assertThat(map.remove("a", null)).isFalse();
        assertThat(map.isEmpty()).isTrue();
    }

    @Test
    void keysValuesAndEntriesShowTheMap() { // MGR-04
        var map = three();
        assertThat(map.keySet()).containsExactlyInAnyOrder("a", "b", "c").hasSize(3);
        assertThat(map.values()).containsExactlyInAnyOrder(1, 2, 3).hasSize(3);
        assertThat(map.entrySet()).containsExactlyInAnyOrderElementsOf(three().entrySet());
        assertThat(map.keySet().contains("b")).isTrue();
        assertThat(map.values().contains(4)).isFalse();
        assertThat(map.entrySet().contains(Map.entry("a", 1))).isTrue();
        assertThat(map.entrySet().contains(Map.entry("a", 2))).isFalse();
        assertThat(new ArrayList<>(map.keySet())).hasSize(3);
    }

    @Test
    void viewsWriteThrough() {
        var map = three();
        assertThat(map.keySet().remove("a")).isTrue();
        assertThat(map.keySet().remove("a")).isFalse();
        assertThat(map.values().remove(2)).isTrue();
        assertThat(map).isEqualTo(Map.of("c", 3));
        map.entrySet().iterator().next().setValue(30);
        assertThat(map.get("c")).isEqualTo(30);
        map.put("d", 4);
        assertThat(map.keySet().retainAll(Set.of("d"))).isTrue();
        assertThat(map.entrySet().remove(Map.entry("d", 5))).isFalse();
        assertThat(map.entrySet().remove(Map.entry("d", 4))).isTrue();
        map.put("e", 5);
        map.entrySet().clear();
        assertThat(map.isEmpty()).isTrue();
    }

    @Test
    void iteratorRemovesWhatItGaveLast() {
        var map = three();
        Iterator<String> keys = map.keySet().iterator();
        assertThatThrownBy(keys::remove).isInstanceOf(IllegalStateException.class);
        while (keys.hasNext()) {
            if (keys.next().equals("b")) {
                keys.remove();
            }
        }
        assertThatThrownBy(keys::next).isInstanceOf(java.util.NoSuchElementException.class);
        assertThat(map).isEqualTo(Map.of("a", 1, "c", 3));
    }

    @Test
    void equalsHashCodeAndToStringAreThoseOfContents() { // MGR-05
        var map = three();
        assertThat(map).isEqualTo(three()).hasSameHashCodeAs(Map.of("a", 1, "b", 2, "c", 3));
        assertThat(Map.of("a", 1, "b", 2, "c", 3)).isEqualTo(map);
        assertThat(map).isNotEqualTo(Map.of("a", 1)).isNotEqualTo("a");
        ConcurrentMap<String, Integer> one = create();
        one.put("a", 1);
        assertThat(one).hasToString("{a=1}");
    }

    @Test
    void bulkOperationsTakeAll() {
        var map = three();
        map.putAll(Map.of("c", 30, "d", 40));
        assertThat(map).isEqualTo(Map.of("a", 1, "b", 2, "c", 30, "d", 40));
        map.clear();
        assertThat(map.size()).isZero();
    }

    @Test
    void concurrentMergesLoseNothing() throws Exception {
        ConcurrentMap<String, Integer> map = create();
        int each = 500;
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> count(map, each)));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(map.get("n")).isEqualTo(4 * each);
    }

    private static void count(ConcurrentMap<String, Integer> map, int times) {
        for (int i = 0; i < times; i++) {
            map.merge("n", 1, Integer::sum);
        }
    }
}
