package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.NothingLeft;
import dev.progeny.process.ChildProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

@ExtendWith(NothingLeft.class)
class SharedListTest {
    private static final String NAME = "progeny-list-" + ProcessHandle.current().pid();
    private static final byte[] BYTES = "bytes".getBytes(StandardCharsets.US_ASCII);

    private static List<Object> values() {
        return Arrays.asList("text", BYTES, -273.15, 42L, null, true, "üñí", "");
    }

    // SHM-10
    @Test
    void holdsEachTypeAndAnswersAsAnyList() {
        try (var list = SharedList.create(values())) {
            assertThat(list)
                    .usingElementComparator((a, b) -> Objects.deepEquals(a, b) ? 0 : 1)
                    .containsExactlyElementsOf(values());
            assertThat(list.indexOf(42L)).isEqualTo(3);
            assertThat(list.indexOf("nowhere")).isEqualTo(-1);
            assertThat(Collections.frequency(list, null)).isEqualTo(1);
            assertThat(list.getLast()).isEqualTo("");
            assertThat(new ArrayList<>(list)).hasSize(8);
        }
    }

    // SHM-10
    @Test
    void indexesOutsideAreRefused() {
        try (var list = SharedList.create(List.of(1, 2))) {
            assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.set(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.add(3)).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    // SHM-10
    @Test
    void emptyListWorks() {
        try (var list = SharedList.create(List.of());
                var named = SharedList.create(NAME, List.of());
                var other = SharedList.attach(NAME)) {
            assertThat(list).isEmpty();
            assertThat(named).isEmpty();
            assertThat(other).isEmpty();
            assertThatThrownBy(list::getFirst).isInstanceOf(NoSuchElementException.class);
        }
    }

    // SHM-10
    @Test
    void secondHandleByNameAliasesAndCopyUnderANewNameDoesNot() {
        try (var list = SharedList.create(NAME, values());
                var other = SharedList.attach(NAME);
                var copy = SharedList.create(NAME + "-2", list)) {
            other.set(3, 43);
            other.set(0, "TEXT");

            assertThat(list.get(3)).isEqualTo(43L);
            assertThat(list.get(0)).isEqualTo("TEXT");
            assertThat(copy.get(3)).isEqualTo(42L);
            assertThat(copy.get(0)).isEqualTo("text");
            assertThat(list.name()).isEqualTo(NAME);
            assertThat(list.isOwner()).isTrue();
            assertThat(other.isOwner()).isFalse();
        }
    }

    @Test
    void elementMayChangeItsTypeWithinItsSlot() {
        try (var list = SharedList.create(List.of("1234567", 5, 2.5))) {
            assertThat(list.set(0, 17)).isEqualTo("1234567");
            assertThat(list.set(1, "12345678")).isEqualTo(5L);
            list.set(2, null);
            assertThat(list).containsExactly(17L, "12345678", null);

            list.set(0, "12345678");
            list.set(1, false);
            list.set(2, 1.5f);
            assertThat(list).containsExactly("12345678", false, 1.5);
        }
    }

    @Test
    void valueThatIsTooLongForItsSlotIsRefusedAndChangesNothing() {
        try (var list = SharedList.create(List.of("1234567", 5))) {
            assertThatThrownBy(() -> list.set(0, "123456789"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bytes=9, slot=8");
            assertThatThrownBy(() -> list.set(1, "üüüüü"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bytes=10, slot=8");
            assertThat(list).containsExactly("1234567", 5L);
        }
    }

    @Test
    void valuesThatPythonCouldNotGiveBackAreRefused() {
        assertThatThrownBy(() -> SharedList.create(List.of(List.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not an element of a shared list");
        assertThatThrownBy(() -> SharedList.create(List.of("a\0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("zero byte");
        assertThatThrownBy(() -> SharedList.create(List.of("\ud800")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("half a character");
        assertThatThrownBy(() -> SharedList.create(List.of("x".repeat(10_000_000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long");
    }

    @Test
    void memoryThatHoldsNoListIsRefused() {
        try (var memory = SharedMemory.create(NAME, 64)) {
            memory.segment().set(JAVA_LONG, 0, 1000);
            assertThatThrownBy(() -> SharedList.attach(NAME))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not hold a list: length=1000");

            memory.segment().set(JAVA_LONG, 0, 1);
            memory.segment().set(JAVA_LONG, 16, Long.MAX_VALUE);
            assertThatThrownBy(() -> SharedList.attach(NAME))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("offset[1]=");
        }
        try (var tiny = SharedMemory.create(NAME, 8)) {
            assertThat(tiny.byteSize()).isEqualTo(8);
            assertThatThrownBy(() -> SharedList.attach(NAME))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    // SHM-11
    @Test
    void listThatTravelledAliasesAndItsHandleDoesNotGrow() throws Exception {
        try (var small = SharedList.create(Collections.nCopies(10, 1L));
                var large = SharedList.create(Collections.nCopies(400, 1L));
                var named = SharedList.create(NAME, Collections.nCopies(400, 1L))) {
            assertThat(Travel.serialized(small)).hasSameSizeAs(Travel.serialized(large));
            for (var list : List.of(small, large, named)) {
                try (var copy = Travel.copy(list)) {
                    copy.set(7, "seven");
                    assertThat(list.get(7)).isEqualTo("seven");
                    assertThat(copy).hasSameSizeAs(list);
                }
            }
        }
    }

    // SHM-12
    @Test
    void handleArrivesAfterTheNameHasGone() throws Exception {
        var list = SharedList.create(NAME, List.of(1));
        byte[] handle = Travel.serialized(list);
        list.unlink();
        try (list) {
            assertThatThrownBy(() -> Travel.deserialized(handle))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(NoSuchFileException.class);
        }
    }

    // SHM-10
    @Test
    @Tag("process")
    void childSeesTheListAndIsSeen() throws Exception {
        try (var list = SharedList.create(Arrays.asList("text", 1, null));
                var child = ChildProcess.start(() -> list.set(1, list.get(0) + "!"))) {
            assertThat(child.result().get(30, TimeUnit.SECONDS)).isEqualTo(1L);
            assertThat(list).containsExactly("text", "text!", null);
        }
    }
}
