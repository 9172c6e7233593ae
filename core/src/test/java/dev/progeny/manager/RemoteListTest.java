package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.BlockingQueue;

@ExtendWith(NothingLeft.class)
class RemoteListTest extends ListContract {
    @RegisterExtension final Served served = new Served();

    @Override
    <E> List<E> create() {
        return served.manager().list();
    }

    private RemoteList<Integer> remote(Integer... elements) {
        RemoteList<Integer> list = served.manager().list();
        list.addAll(List.of(elements));
        return list;
    }

    @Test
    void functionsRunAtTheServer() { // MGR-17
        var list = remote(3, 1, 2);
        list.sort((a, b) -> b - a);
        list.replaceAll(x -> x + 1);
        list.removeIf(x -> x == 3);
        assertThat(list.update(0, x -> x * 2)).isEqualTo(8);
        assertThat(list.snapshot()).containsExactly(8, 2);
    }

    @Test
    void changeBeforeTheFirstStepIsSeenAndOneAfterItIsNot() { // MGR-03
        var list = remote(1);
        var steps = list.iterator();
        list.add(2);
        assertThat(steps.next()).isEqualTo(1);
        list.add(3);
        assertThat(steps.next()).isEqualTo(2);
        assertThat(steps.hasNext()).isFalse();
    }

    @Test
    void writeThroughAnIteratorFailsIfTheListHasChanged() {
        var list = remote(1, 2);
        var steps = list.listIterator();
        steps.next();
        list.add(3);
        assertThatThrownBy(() -> steps.set(9)).isInstanceOf(ConcurrentModificationException.class);
        assertThat(list.snapshot()).containsExactly(1, 2, 3);
    }

    @Test
    void managedObjectsInManagedObjectsAreTheObjectsThemselves() throws Exception { // MGR-01
        RemoteList<RemoteList<Integer>> outer = served.manager().list();
        var inner = remote(1);
        outer.add(inner);
        inner.add(2);
        assertThat(outer.get(0).snapshot()).containsExactly(1, 2);
        outer.get(0).add(3);
        assertThat(inner.snapshot()).containsExactly(1, 2, 3);
        assertThat(outer.contains(inner)).isTrue();

        RemoteMap<String, BlockingQueue<String>> map = served.manager().map(); // MGR-07
        map.put("queue", served.manager().queue(2));
        map.get("queue").put("from the map");
        assertThat(map.get("queue").take()).isEqualTo("from the map");
    }
}
