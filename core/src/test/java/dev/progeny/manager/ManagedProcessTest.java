package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;
import dev.progeny.process.ThisProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Managed objects between real processes: a server in a child, and another child that uses them.
@Tag("process")
@ExtendWith(NothingLeft.class)
class ManagedProcessTest {

    /// One server and one child for all that is only looked at, since a JVM takes its time.
    ///
    /// SYN-25, SYN-26, SYN-27, MGR-16, MGR-17, MGR-18, MGR-19, QUE-01
    @Test
    void childAndParentUseTheSameObjects() throws Exception {
        try (var manager = Manager.start()) {
            var lock = manager.lock();
            var semaphore = manager.semaphore(0);
            var event = manager.event();
            var condition = manager.condition();
            var barrier = manager.barrier(2);
            RemoteQueue<String> queue = manager.queue(2);
            RemoteList<Integer> list = manager.list();
            RemoteMap<String, Integer> map = manager.map();
            RemoteSet<String> set = manager.set();
            RemoteValue<String> value = manager.value("from the parent");
            RemoteArray<Integer> array = manager.array(3);
            var names = manager.namespace();
            prepare(names, list, map);
            var child =
                    ChildProcess.start(
                            () -> {
                                try (var _ = lock.hold()) {
                                    list.sort(null);
                                    map.merge("a", 1, Integer::sum);
                                    set.add("child");
                                }
                                array.set(1, list.removeLast());
                                value.set("from " + value.get().substring(5));
                                names.set("pid", ThisProcess.pid());
                                queue.put("first");
                                queue.put("second");
                                semaphore.acquire();
                                event.set();
                                try (var _ = condition.lock().hold()) {
                                    condition.signal();
                                }
                                return barrier.await(Duration.ofSeconds(30));
                            });
            try (child) {
                semaphore.release();
                assertThat(event.await(Duration.ofSeconds(30))).isTrue();
                try (var _ = lock.hold()) {
                    assertThat(lock.holder())
                            .map(RemoteLock.Holder::pid)
                            .contains(ThisProcess.pid());
                }
                assertContents(list, map, set);
                assertThat(array.snapshot()).containsExactly(null, 3, null);
                assertThat(value.get()).isEqualTo("from the parent");
                assertThat(names.<Long>get("pid")).isEqualTo(child.pid());
                assertThat(names).hasToString("[pid=" + child.pid() + "]");
                assertThat(queue.offer("third")).isFalse();
                assertThat(List.of(queue.take(), queue.take())).containsExactly("first", "second");
                assertThat(queue.isEmpty()).isTrue();
                assertThat(semaphore.availablePermits()).isZero();
                barrier.await(Duration.ofSeconds(30));
                assertThat(child.result().get()).isBetween(0, 1);
                assertThat(barrier.parties()).isEqualTo(2);
            }
        }
    }

    private static void prepare(
            RemoteNamespace names, RemoteList<Integer> list, RemoteMap<String, Integer> map) {
        names.set("_hidden", 1);
        list.addAll(List.of(3, 1, 2));
        map.put("a", 1);
    }

    private static void assertContents(
            RemoteList<Integer> list, RemoteMap<String, Integer> map, RemoteSet<String> set) {
        assertThat(list.snapshot()).containsExactly(1, 2);
        assertThat(map.snapshot()).isEqualTo(Map.of("a", 2));
        assertThat(set.snapshot()).containsExactly("child");
    }

    @Test
    void serverEndsWithZeroWhenItIsClosed() throws Exception { // MGR-09, MGR-10, MGR-11
        var before = ChildProcess.active();
        var manager = Manager.start(o -> o.withInitializer(() -> System.setProperty("init", "1")));
        var server =
                ChildProcess.active().stream()
                        .filter(child -> !before.contains(child))
                        .findAny()
                        .orElseThrow();
        var property = manager.create(Property.class, () -> System::getProperty);
        assertThat(property.of("init")).isEqualTo("1"); // MGR-14
        manager.close();
        assertThat(server.join().code()).isZero();
        manager.close();
        assertThatThrownBy(manager::map)
                .isInstanceOf(ServerGoneException.class)
                .hasMessageContaining("closed in this process");
    }

    interface Property {
        String of(String name);
    }

    @Test
    void failureOfTheInitializerIsThatOfTheStart() {
        assertThatThrownBy(
                        () ->
                                Manager.start(
                                        o ->
                                                o.withInitializer(
                                                        () -> {
                                                            throw new IllegalStateException("no");
                                                        })))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
    }
}
