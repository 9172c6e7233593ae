package dev.progeny.style;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.module.ModuleDescriptor.Requires.Modifier.STATIC;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// The packages of core stand on floors, and each uses only what is below it.
@Tag("style")
class FloorsTest {
    private static final Path CLASSES = Repository.resolve("core/target/classes");

    @Test
    void corePackagesUseLowerFloorsAndTheJdkOnly() {
        String uses = jdeps();
        assertThat(uses).contains("dev.progeny.task.ProgenyException");

        var findings = Floors.findings(uses.lines());

        assertThat(findings).as(() -> Finding.report(findings)).isEmpty();
    }

    @Test
    void coreRequiresModulesOfTheJdkOnly() throws IOException {
        ModuleDescriptor core;
        try (var in = Files.newInputStream(CLASSES.resolve("module-info.class"))) {
            core = ModuleDescriptor.read(in);
        }

        assertThat(core.requires())
                .as("a module that is not of the JDK may be required static, never at run time")
                .allMatch(
                        required ->
                                required.name().matches("(java|jdk)\\..*")
                                        || required.modifiers().contains(STATIC));
    }

    @Test
    void architectureShowsTheSameFloors() throws IOException {
        String text = Files.readString(Repository.resolve("ARCHITECTURE.md"));
        Map<String, Integer> drawn = new TreeMap<>();
        Pattern.compile("(?m)^\\| *(\\d) *\\| `(\\w+)` ")
                .matcher(text)
                .results()
                .forEach(row -> drawn.put(row.group(2), Integer.valueOf(row.group(1))));

        assertThat(drawn).isEqualTo(Floors.floorOfEachPackage());
    }

    @Test
    void lowerFloorsAndTheGroundMayBeUsed() {
        assertThat(check("pool.Worker -> dev.progeny.ring.Ring  dev.progeny")).isEmpty();
        assertThat(check("os.Linux -> dev.progeny.task.ProgenyException  dev.progeny")).isEmpty();
        assertThat(check("pool.Worker -> dev.progeny.pool.Task  dev.progeny")).isEmpty();
        assertThat(check("pool.Worker -> java.util.List  java.base")).isEmpty();
        assertThat(check("pool.Worker -> org.jspecify.annotations.Nullable  org.jspecify"))
                .isEmpty();
    }

    @Test
    void upwardUseIsFound() {
        assertThat(check("ring.Ring$Frame -> dev.progeny.pool.Task  dev.progeny"))
                .singleElement()
                .asString()
                .contains("dev.progeny.ring (floor 4) -> dev.progeny.pool (floor 7)", "move");
    }

    @Test
    void sidewaysUseIsFound() {
        assertThat(check("os.Linux -> dev.progeny.codec.Codec  dev.progeny")).hasSize(1);
        assertThat(check("task.Shape -> dev.progeny.os.Linux  dev.progeny")).hasSize(1);
    }

    @Test
    void packagesWithoutAFloorAreFound() {
        assertThat(check("attic.Box -> dev.progeny.os.Linux  dev.progeny"))
                .singleElement()
                .asString()
                .contains("dev.progeny.attic has no floor");
        assertThat(check("attic.Box -> java.util.List  java.base")).hasSize(1);
        assertThat(check("os.Linux -> dev.progeny.attic.Box  dev.progeny")).hasSize(1);
    }

    @Test
    void librariesAreFound() {
        assertThat(check("pool.Worker -> com.google.common.collect.Lists  not found"))
                .singleElement()
                .asString()
                .contains("JDK modules only");
    }

    private static List<Finding> check(String use) {
        return Floors.findings(Stream.of("   dev.progeny." + use));
    }

    private static String jdeps() {
        var out = new StringWriter();
        var printer = new PrintWriter(out);
        int status =
                ToolProvider.findFirst("jdeps")
                        .orElseThrow()
                        .run(
                                printer,
                                printer,
                                "-verbose:class",
                                "-filter:none",
                                CLASSES.toString());
        assertThat(status).as(out.toString()).isZero();
        return out.toString();
    }
}
