package dev.progeny.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.os.OsException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.concurrent.CompletableFuture;

class RegionTest {

    @Test
    void newRegionIsZeroAndOfTheSizeAskedFor() {
        try (var region = Region.create("test", 1001)) {
            assertThat(region.byteSize()).isEqualTo(1001);
            assertThat(region.segment().toArray(JAVA_BYTE)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 8, 4096, 65_536, 65_544, 131_064})
    void attachedPartIsTheSameMemoryAtAnyOffset(long offset) {
        try (var region = Region.create("test", 200_000);
                var part = Region.attach(region.handle(offset, 16));
                var partOfPart = Region.attach(part.handle(8, 8))) {
            region.segment().set(JAVA_LONG, offset + 8, 42);

            assertThat(part.byteSize()).isEqualTo(16);
            assertThat(part.segment().get(JAVA_LONG, 8)).isEqualTo(42);
            assertThat(partOfPart.segment().get(JAVA_LONG, 0)).isEqualTo(42);
        }
    }

    @Test
    void attachedMemoryOutlivesItsCreatorsClose() {
        var region = Region.create("test", 64);
        try (var attached = Region.attach(region.handle())) {
            region.segment().set(JAVA_LONG, 0, 7);
            region.close();

            assertThat(attached.segment().get(JAVA_LONG, 0)).isEqualTo(7);
        }
    }

    @Test
    void accessAfterCloseFailsInEveryThreadAndClosingTwiceIsFine() {
        var region = Region.create("test", 64);
        region.close();
        region.close();

        assertThatThrownBy(() -> region.segment().get(JAVA_LONG, 0))
                .isInstanceOf(IllegalStateException.class);
        var elsewhere = CompletableFuture.supplyAsync(() -> region.segment().get(JAVA_LONG, 0));
        assertThatThrownBy(elsewhere::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void handleTravels() throws Exception {
        try (var region = Region.create("test", 64)) {
            var handle = region.handle(8, 16);
            var bytes = new ByteArrayOutputStream();
            try (var out = new ObjectOutputStream(bytes)) {
                out.writeObject(handle);
            }
            try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                assertThat(in.readObject()).isEqualTo(handle);
            }
        }
    }

    @Test
    void impossiblePartsAreRefused() {
        try (var region = Region.create("test", 64)) {
            var beyond = new Region.Handle(region.handle().address(), 0, 65);

            assertThatThrownBy(() -> region.handle(60, 8))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> Region.attach(beyond))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("beyond the memory");
        }
        assertThatThrownBy(() -> Region.create("test", 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Region.Handle("x", -1, 8))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Tag("process")
    void childSeesWhatIsStoredAndIsSeen() throws Exception {
        try (var region = Region.create("test", 64)) {
            region.segment().set(JAVA_LONG, 0, 20);
            try (var child = Relative.start(Doubler.class, Relative.arguments(region))) {
                assertThat(child.exitCode()).isZero();
            }
            assertThat(region.segment().get(JAVA_LONG, 8)).isEqualTo(40);
        }
    }

    @Test
    @Tag("process")
    @Tag("crash")
    void memoryOfAKilledCreatorStaysMappedButCannotBeAttachedAnew() throws Exception {
        try (var child = Relative.start(Creator.class)) {
            var handle = new Region.Handle(child.line(), 0, 64);
            try (var attached = Region.attach(handle)) {
                child.kill();
                child.exitCode();

                assertThat(attached.segment().get(JAVA_LONG, 0)).isEqualTo(99);
                if (handle.address().startsWith("memfd:")) { // a file goes with the next sweep
                    assertThatThrownBy(() -> Region.attach(handle))
                            .isInstanceOf(OsException.class)
                            .hasMessageContaining("owner of shared memory has ended");
                }
            }
        }
    }

    static final class Doubler {
        public static void main(String[] arguments) {
            try (var region = Relative.attach(arguments)) {
                region.segment().set(JAVA_LONG, 8, 2 * region.segment().get(JAVA_LONG, 0));
            }
        }
    }

    static final class Creator {
        public static void main(String[] arguments) throws Exception {
            var region = Region.create("test", 64);
            region.segment().set(JAVA_LONG, 0, 99);
            System.out.println(region.handle().address());
            Thread.currentThread().join();
        }
    }
}
