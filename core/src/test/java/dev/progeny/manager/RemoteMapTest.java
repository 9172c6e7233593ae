package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.codec.UnsendableException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;

@ExtendWith(NothingLeft.class)
class RemoteMapTest extends ConcurrentMapContract {
    @RegisterExtension final Served served = new Served();

    @Override
    <K, V> ConcurrentMap<K, V> create() {
        return served.manager().map();
    }

    private RemoteMap<String, Integer> remote() {
        RemoteMap<String, Integer> map = served.manager().map();
        map.putAll(Map.of("a", 1));
        map.put("b", 2);
        return map;
    }

    @Test
    void functionsRunAtTheServerInOneCall() throws Exception {
        var map = remote();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 3; i++) {
            threads.add(Thread.ofPlatform().start(() -> slowly(map)));
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(map.get("a")).isEqualTo(1 + 3 * 50);
    }

    private static void slowly(RemoteMap<String, Integer> map) {
        for (int i = 0; i < 50; i++) {
            map.compute("a", (_, old) -> old + 1);
        }
    }

    @Test
    void snapshotIsACopyAtTheServerToo() {
        var map = remote();
        var before = map.snapshot();
        map.put("c", 3);
        assertThat(before).containsOnlyKeys("a", "b");
        before.clear();
        assertThat(map).hasSize(3);
    }

    @Test
    void bulkFunctionsAreOneTurnAndAllOrNothing() {
        var map = remote();
        map.replaceAll((_, old) -> old * 2);
        assertThat(map.snapshot()).isEqualTo(Map.of("a", 2, "b", 4));
        assertThat(map.removeIf(entry -> entry.getValue() > 3)).isTrue();
        assertThat(map.snapshot()).isEqualTo(Map.of("a", 2));
        map.put("b", 0);
        assertThatThrownBy(() -> map.replaceAll((_, old) -> 6 / old))
                .isInstanceOf(ArithmeticException.class);
        assertThat(map.snapshot()).isEqualTo(Map.of("a", 2, "b", 0));
    }

    @Test
    void whatForEachChangesOfCapturedObjectsIsChangedThere() {
        var map = remote();
        var seen = new ArrayList<String>();
        map.forEach((key, _) -> seen.add(key));
        assertThat(seen).isEmpty();
        map.snapshot().forEach((key, _) -> seen.add(key));
        assertThat(seen).containsExactly("a", "b");
    }

    @Test
    void popItemTakesTheLastAndOrderIsKept() { // MGR-18
        var map = remote();
        map.put("c", 3);
        assertThat(map.keySet()).containsExactly("a", "b", "c");
        assertThat(map.pollLast()).contains(Map.entry("c", 3));
        map.clear();
        assertThat(map.pollLast()).isEmpty();
    }

    @Test
    void clearingWhileIteratingIsNoError() { // MGR-06
        var map = remote();
        var keys = map.keySet().iterator();
        assertThat(keys.next()).isEqualTo("a");
        map.clear();
        assertThat(keys.next()).isEqualTo("b");
        assertThat(keys.hasNext()).isFalse();
    }

    @Test
    void whatCannotTravelFailsThatCallOnly() { // MGR-12
        RemoteMap<String, Object> map = served.manager().map();
        assertThatThrownBy(() -> map.put("a", new Object()))
                .isInstanceOf(UnsendableException.class)
                .hasMessageContaining("java.lang.Object");
        map.put("a", List.of(1));
        assertThat(map.get("a")).isEqualTo(List.of(1));
    }
}
