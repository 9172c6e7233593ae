package dev.progeny.style;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A format in shared memory is drawn as a table in the comment of its class, and the table is
/// the truth: every class with a `StructLayout LAYOUT` is compared with it.
@Tag("style")
class LayoutTest {
    private static final Pattern DECLARATION =
            Pattern.compile("\\b(Struct|Memory|Group)Layout LAYOUT\\b");
    private static final String SOURCES = "core/src/main/java/";

    private static final StructLayout PLANTED =
            MemoryLayout.structLayout(
                    ValueLayout.JAVA_INT.withName("magic"),
                    MemoryLayout.paddingLayout(4),
                    ValueLayout.JAVA_LONG.withName("tail"));

    @TestFactory
    Stream<DynamicTest> everyLayoutIsDrawnAsItIs() {
        return layouts().stream()
                .map(file -> DynamicTest.dynamicTest(file.fileName(), () -> compare(file)));
    }

    @Test
    void ringsHaveAtLeastOneLayout() {
        boolean hasRings =
                Repository.sources(SourceFile::isPublished).stream()
                        .anyMatch(file -> file.path().matches(".*/ring/[A-Z]\\w*\\.java"));

        assertThat(layouts().stream().anyMatch(file -> file.path().contains("/ring/")))
                .as("frames in shared memory have a layout that this test can find")
                .isEqualTo(hasRings);
    }

    @Test
    void aTableThatAgreesIsAccepted() {
        assertThat(LayoutTable.drawn(table("|   0 |  4 | magic | x |", "| 8 | 8 | `tail` | CAS |")))
                .isEqualTo(LayoutTable.laidOut(PLANTED));
    }

    @Test
    void aWrongOffsetSizeNameOrOrderIsFound() {
        for (String second : List.of("| 4 | 8 | tail |", "| 8 | 4 | tail |", "| 8 | 8 | head |")) {
            assertThat(LayoutTable.drawn(table("| 0 | 4 | magic |", second)))
                    .as(second)
                    .isNotEqualTo(LayoutTable.laidOut(PLANTED));
        }
        assertThat(LayoutTable.drawn(table("| 8 | 8 | tail |", "| 0 | 4 | magic |")))
                .isNotEqualTo(LayoutTable.laidOut(PLANTED));
        assertThat(LayoutTable.drawn(table("| 0 | 4 | magic |", "")))
                .isNotEqualTo(LayoutTable.laidOut(PLANTED));
    }

    private static List<SourceFile> layouts() {
        return Repository.sources(
                file -> file.path().startsWith(SOURCES) && DECLARATION.matcher(file.text()).find());
    }

    private static void compare(SourceFile file) throws ReflectiveOperationException {
        String name = file.path().substring(SOURCES.length()).replaceFirst("\\.java$", "");
        var field = Class.forName(name.replace('/', '.')).getDeclaredField("LAYOUT");
        field.setAccessible(true);

        assertThat(field.get(null)).as(name + ".LAYOUT").isInstanceOf(StructLayout.class);
        var layout = (StructLayout) field.get(null);
        assertThat(LayoutTable.drawn(file.text()))
                .as(
                        file.path()
                                + ": the table in its comment, against its LAYOUT; mend the one"
                                + " that is wrong, and raise the version if the format changed")
                .isNotEmpty()
                .isEqualTo(LayoutTable.laidOut(layout));
    }

    private static String table(String... rows) {
        var text = new StringBuilder("/// | offset | size | field |\n/// |---:|---:|---|\n");
        for (String row : rows) {
            text.append("/// ").append(row).append('\n');
        }
        return text.toString();
    }
}
