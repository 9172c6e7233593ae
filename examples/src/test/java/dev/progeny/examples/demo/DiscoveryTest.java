package dev.progeny.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class DiscoveryTest {
    @TempDir private Path temporary;
    private Path directory = Path.of("");

    /// A directory may be reached over symbolic links, and is listed by its real path.
    @BeforeEach
    void resolve() throws IOException {
        directory = temporary.toRealPath();
    }

    private static Inventory discover(Path... roots) throws IOException {
        Discovery discovery = new Discovery();
        discovery.addJars(List.of(roots));
        return discovery.inventory();
    }

    @Test
    void largeJarIsCutIntoUnitsThatCoverEachClassOnce() throws IOException {
        int copies = 2 * WorkUnit.MOST_CLASSES + 10;
        CompiledJar.withCopies(directory, "large.jar", copies);

        Inventory inventory = discover(directory);

        String path = directory.resolve("large.jar").toString();
        assertThat(inventory.units())
                .containsExactly(
                        new WorkUnit.JarSlice(path, 0, 250),
                        new WorkUnit.JarSlice(path, 250, 500),
                        new WorkUnit.JarSlice(path, 500, 510));
        assertThat(inventory.classes()).isEqualTo(copies);
        assertThat(CompiledJar.read(inventory.units()).counts().classes()).isEqualTo(copies);
    }

    @Test
    void damagedJarsAreListedWithTheirReasonAndDoNotStopTheSearch() throws IOException {
        Path truncated = CompiledJar.withCopies(directory, "a.jar", 5);
        Files.write(truncated, Arrays.copyOf(Files.readAllBytes(truncated), 100));
        Files.createFile(directory.resolve("b.jar"));
        CompiledJar.withCopies(directory, "c.jar", 5);

        Inventory inventory = discover(directory);

        assertThat(inventory.jars()).isEqualTo(3);
        assertThat(inventory.classes()).isEqualTo(5);
        assertThat(inventory.damaged())
                .extracting(Problem::where)
                .containsExactly(
                        directory.resolve("a.jar").toString(),
                        directory.resolve("b.jar").toString());
        assertThat(inventory.damaged()).extracting(Problem::reason).doesNotContain("");
    }

    @Test
    void jarIsReadOnceThoughDirectoriesOverlap() throws IOException {
        Path below = Files.createDirectories(directory.resolve("x/y"));
        CompiledJar.withCopies(below, "one.jar", 2);

        assertThat(discover(directory, below, below.resolve("one.jar")).classes()).isEqualTo(2);
    }

    @Test
    void emptyDirectoryIsNoWork() throws IOException {
        Inventory inventory = discover(directory);

        assertThat(inventory.units()).isEmpty();
        assertThat(inventory.damaged()).isEmpty();
    }

    @Test
    void jarWithoutClassesIsCountedAndNoWork() throws IOException {
        CompiledJar.write(directory.resolve("resources.jar"), Map.of("a.txt", new byte[3]));

        assertThat(discover(directory).jars()).isOne();
        assertThat(discover(directory).units()).isEmpty();
    }

    @Test
    void limitKeepsWholeUnitsFromTheStart() throws IOException {
        CompiledJar.withCopies(directory, "large.jar", 2 * WorkUnit.MOST_CLASSES);

        assertThat(discover(directory).limitedTo(1).classes()).isEqualTo(WorkUnit.MOST_CLASSES);
        assertThat(discover(directory).limitedTo(10_000).classes())
                .isEqualTo(2 * WorkUnit.MOST_CLASSES);
    }

    @Test
    void everyModuleOfTheJdkIsFound() throws IOException {
        Discovery discovery = new Discovery();
        discovery.addJdkModules();
        Inventory inventory = discovery.inventory();

        assertThat(inventory.modules()).isEqualTo(ModuleFinder.ofSystem().findAll().size());
        assertThat(inventory.units()).extracting(WorkUnit::container).contains("java.base");
    }
}
