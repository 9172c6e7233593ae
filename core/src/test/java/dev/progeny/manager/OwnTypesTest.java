package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;
import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

@ExtendWith(NothingLeft.class)
@SuppressWarnings("UnusedMethod") // what nobody can call is there to be called
class OwnTypesTest {
    @RegisterExtension final Served served = new Served();

    interface Box<T> {
        T get();

        void set(T value);

        default String shown() {
            return "[" + get() + "]";
        }
    }

    interface Shop extends Box<String> {
        @Override
        String get();

        Stream<Integer> numbers(int count);

        CompletableFuture<String> later(String text);

        CompletableFuture<String> never();

        void each(int count, @ByReference Consumer<Integer> seen);

        @ByReference
        Box<String> part(String content);

        String fails(String text) throws IOException;
    }

    static class SimpleBox implements Box<String> {
        private volatile String content = "";

        @Override
        public String get() {
            return content;
        }

        @Override
        public void set(String value) {
            content = value;
        }
    }

    static class Corner extends SimpleBox implements Shop {
        private final CompletableFuture<String> open = new CompletableFuture<>();

        @Override
        public Stream<Integer> numbers(int count) {
            return IntStream.range(0, count).boxed().onClose(() -> set("closed"));
        }

        @Override
        public CompletableFuture<String> later(String text) {
            return CompletableFuture.supplyAsync(() -> "later: " + text);
        }

        @Override
        public CompletableFuture<String> never() {
            var _ = open.whenComplete((_, _) -> set("cancelled=" + open.isCancelled()));
            return open;
        }

        @Override
        public void each(int count, Consumer<Integer> seen) {
            IntStream.range(0, count).boxed().forEach(seen);
        }

        @Override
        public Box<String> part(String text) {
            var part = new SimpleBox();
            part.set(text);
            return part;
        }

        @Override
        public String fails(String text) throws IOException {
            throw new IOException(text);
        }

        public String secret() {
            return "secret";
        }
    }

    private Shop shop() {
        return served.manager().create(Shop.class, Corner::new);
    }

    @Test
    void methodsDefaultMethodsAndGenericsWork() { // MGR-09
        var shop = shop();
        shop.set("höher 𝄞"); // MGR-12
        assertThat(shop.get()).isEqualTo("höher 𝄞");
        assertThat(shop.shown()).isEqualTo("[höher 𝄞]");
        Box<String> asBox = shop;
        assertThat(asBox.get()).isEqualTo("höher 𝄞");
        asBox.set(null);
        assertThat(shop.get()).isNull();
        var same = Manager.within(Duration.ofMinutes(1), shop);
        assertThat(same).isEqualTo(shop).hasSameHashCodeAs(shop).isNotEqualTo(shop());
        assertThat(shop.toString()).contains("Shop");
    }

    @Test
    void exceptionsHaveTheirTypeAndTheFramesOfBothSides() {
        var shop = shop();
        assertThatThrownBy(() -> shop.fails("no such part"))
                .isInstanceOf(IOException.class)
                .hasMessage("no such part")
                .satisfies(
                        e -> {
                            var frames = List.of(e.getStackTrace()).toString();
                            assertThat(frames)
                                    .contains("Corner.fails", "another process", "OwnTypesTest");
                        });
    }

    @Test
    void streamIsReadInBatchesAndClosedAtTheServer() {
        var shop = shop();
        try (var numbers = shop.numbers(2000)) {
            assertThat(numbers.mapToInt(x -> x).sum()).isEqualTo(1999 * 1000);
        }
        assertThat(shop.get()).isEqualTo("closed");
        try (var endless = shop.numbers(Integer.MAX_VALUE)) {
            assertThat(endless.limit(3).toList()).containsExactly(0, 1, 2);
        }
    }

    @Test
    void futureCompletesWhenTheServersDoesAndCancelGoesThere() throws Exception {
        var shop = shop();
        assertThat(shop.later("x").get()).isEqualTo("later: x");
        var never = shop.never();
        assertThat(never.isDone()).isFalse();
        never.cancel(true);
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(shop.get()).isEqualTo("cancelled=true"));
        var late = Manager.within(Duration.ofMillis(20), shop()).never();
        assertThatThrownBy(late::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CallTimeoutException.class);
    }

    @Test
    void argumentByReferenceIsCalledBack() {
        var seen = Collections.synchronizedList(new ArrayList<Integer>());
        shop().each(3, seen::add);
        assertThat(seen).containsExactly(0, 1, 2);
        assertThatThrownBy(
                        () ->
                                shop().each(
                                                1,
                                                x -> {
                                                    throw new IllegalStateException("stop at " + x);
                                                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("stop at 0");
    }

    @Test
    void resultByReferenceStaysAtTheServer() {
        var part = shop().part("screw");
        assertThat(part).isInstanceOf(RemoteObject.class);
        part.set("nut");
        assertThat(part.get()).isEqualTo("nut");
        RemoteList<Box<String>> list = served.manager().list();
        list.add(part);
        list.get(0).set("bolt");
        assertThat(part.get()).isEqualTo("bolt");
    }

    @Test
    void namesAreBoundOnceAndLookedUpByTheirInterface() {
        var manager = served.manager();
        manager.bind("shop", Shop.class, Corner::new);
        assertThatThrownBy(() -> manager.bind("shop", Shop.class, Corner::new))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name=shop");
        manager.lookup("shop", Shop.class).set("x");
        assertThat(manager.lookup("shop", Box.class).get()).isEqualTo("x");
        assertThatThrownBy(() -> manager.lookup("shop", Runnable.class))
                .isInstanceOf(CallRefusedException.class)
                .hasMessageContaining("only what it was bound as");
        assertThatThrownBy(() -> manager.lookup("none", Shop.class))
                .isInstanceOf(NoSuchElementException.class);
        manager.bind("map", manager.map());
        assertThat(manager.lookup("map", RemoteMap.class).isEmpty()).isTrue();
        assertThat(manager.names()).containsExactlyInAnyOrder("shop", "map");
        assertThat(manager.unbind("map")).isTrue();
        assertThat(manager.unbind("map")).isFalse();
    }

    @Test
    void onlyMethodsOfTheInterfaceCanBeCalled() throws Exception {
        var shop = (RemoteObject) shop();
        interface Thief {
            String secret();
        }
        var target = (RemoteRef) Proxies.target(shop);
        var secret = Methods.of(Thief.class).all().iterator().next();
        assertThatThrownBy(() -> target.call(secret, new Object[0], null))
                .isInstanceOf(CallRefusedException.class)
                .hasMessageContaining("no such method");
        assertThatThrownBy(() -> served.manager().create(Corner.class, Corner::new))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only interfaces");
    }

    @Test
    void factoryThatFailsOrMakesSomethingElseIsToldToTheCaller() {
        assertThatThrownBy(
                        () ->
                                served.manager()
                                        .create(
                                                Shop.class,
                                                () -> {
                                                    throw new IOException("closed today");
                                                }))
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("closed today");
    }

    @Test
    void namespaceIsSeenAsAnInterfaceAndAsARecord() { // MGR-08
        interface Settings {
            String title();

            void title(String title);
        }
        var names = served.manager().namespace();
        var settings = names.view(Settings.class);
        settings.title("a");
        names.set("size", 3);
        names.set("_hidden", true);
        assertThat(settings.title()).isEqualTo("a");
        assertThat(names.view(Shape.class)).isEqualTo(new Shape("a", 3));
        assertThat(names).hasToString("[title=a, size=3]");
        assertThat(names.names()).containsExactly("title", "size", "_hidden");
        names.remove("title");
        assertThatThrownBy(settings::title).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> names.remove("title")).isInstanceOf(NoSuchElementException.class);
    }

    record Shape(String title, int size) {}

    @Test
    void limitsAreKept() {
        var key = AuthKey.random();
        try (var small =
                Manager.serve(
                        o ->
                                o.withObjects(3)
                                        .withClients(2)
                                        .withMessageLimit(1000)
                                        .withLease(Duration.ofMillis(200)),
                        Address.Tcp.loopback(),
                        key)) {
            RemoteList<String> list = small.list();
            assertThatThrownBy(() -> list.add("x".repeat(2000)))
                    .isInstanceOf(CallRefusedException.class)
                    .hasMessageContaining("most=1000");
            for (int i = 0; i < 5; i++) {
                list.add("y".repeat(300));
            }
            assertThatThrownBy(list::snapshot)
                    .isInstanceOf(CallRefusedException.class)
                    .hasMessageContaining("result is too long");
            Object[] more = new Object[5]; // keeps the leases
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 5; i++) {
                                    more[i] = small.list();
                                }
                            })
                    .isInstanceOf(CallRefusedException.class)
                    .hasMessageContaining("too many managed objects: most=3");
            try (var second = Manager.connect(small.address(), key)) {
                assertThat(second.names()).isEmpty();
                assertThatThrownBy(() -> Manager.connect(small.address(), key))
                        .isInstanceOf(CallRefusedException.class)
                        .hasMessageContaining("as many clients as it takes: most=2");
            }
        }
    }
}
