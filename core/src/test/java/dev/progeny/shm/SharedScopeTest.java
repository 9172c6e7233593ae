package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

@ExtendWith(NothingLeft.class)
class SharedScopeTest {
    private static final String NAME = "progeny-scope-" + ProcessHandle.current().pid();

    // SHM-09
    @Test
    void afterItsEndNothingOfItCanBeAttachedAnyMore() throws Exception {
        var handles = new ArrayList<byte[]>();
        try (var scope = SharedScope.open()) {
            handles.add(Travel.serialized(scope.memory(100)));
            handles.add(Travel.serialized(scope.list(List.of(1, 2))));
            handles.add(Travel.serialized(scope.keep(SharedLong.create(1))));
            scope.memory(NAME, 100);
            scope.list(NAME + "-list", List.of("a"));
            for (byte[] handle : handles) {
                ((Shared) Travel.deserialized(handle)).close();
            }
            SharedMemory.attach(NAME).close();
        }
        for (byte[] handle : handles) {
            assertThatThrownBy(() -> Travel.deserialized(handle))
                    .isInstanceOf(IllegalStateException.class);
        }
        for (String name : List.of(NAME, NAME + "-list")) {
            assertThatThrownBy(() -> SharedMemory.attach(name))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(NoSuchFileException.class);
        }
    }

    // SHM-09
    @Test
    void closedScopeRefusesAndClosesWhatItIsGiven() {
        var scope = SharedScope.open();
        scope.close();
        scope.close();
        var late = SharedInt.create(1);

        assertThatThrownBy(() -> scope.memory(8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scope.list(NAME, List.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> scope.keep(late)).isInstanceOf(IllegalStateException.class);
        assertThat(late).hasToString("SharedInt[closed]");
    }

    @Test
    void closesInReverseOrderAndAllOfThemWhateverHappens() {
        var closed = new ArrayList<String>();
        var scope = SharedScope.open();
        for (String name : List.of("first", "second", "third")) {
            scope.keep(
                    new Shared() {
                        private static final long serialVersionUID = 1L;

                        @Override
                        public boolean isOwner() {
                            return true;
                        }

                        @Override
                        public void close() {
                            closed.add(name);
                            throw new IllegalStateException(name + " is stuck");
                        }
                    });
        }
        assertThatThrownBy(scope::close)
                .hasMessage("third is stuck")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));
        assertThat(closed).containsExactly("third", "second", "first");
    }
}
