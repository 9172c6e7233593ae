package dev.progeny.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

class RowsTest {

    @Test
    void namesAreUniqueAndPlain() {
        assertThat(Rows.ALL)
                .extracting(Row::name)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9-]+"));
    }

    @Test
    void everyRowHasSomethingToBeComparedWith() {
        assertThat(Rows.ALL).allSatisfy(row -> assertThat(row.rivals()).isNotEmpty());
    }

    @Test
    void everyProgramARowNamesIsThere() {
        assertThat(Rows.ALL.stream().flatMap(RowsTest::sides).toList())
                .allSatisfy(RowsTest::isThere);
    }

    @Test
    void rowsAreChosenByAPartOfTheirName() {
        List<Row> chosen = Rows.matching(Pattern.compile("pool-round-trip$"));
        assertThat(chosen).extracting(Row::name).containsExactly("pool-round-trip");
    }

    @Test
    void lastOfTheAllowedCpusIsTakenForOneCpuRows() throws Unavailable {
        assertThat(OneCpu.last("Cpus_allowed:\tf\nCpus_allowed_list:\t0-3\n")).isEqualTo("3");
        assertThat(OneCpu.last("Cpus_allowed_list:\t0-2,8")).isEqualTo("8");
        assertThat(OneCpu.last("Cpus_allowed_list:\t0")).isEqualTo("0");
        assertThatThrownBy(() -> OneCpu.last("Name:\tx")).isInstanceOf(Unavailable.class);
    }

    private static Stream<Side> sides(Row row) {
        return Stream.concat(Stream.of(row.ours()), row.rivals().stream().map(Rival::side));
    }

    private static void isThere(Side side) throws ClassNotFoundException {
        switch (side) {
            case Side.JavaProgram(String name, List<String> _) -> hasMain(name);
            case Side.LibraryProgram(String name, List<String> _) -> hasMain(name);
            case Side.PythonProgram(String script, List<String> _) ->
                    assertThat(Path.of("python", script + ".py")).isRegularFile();
            case Side.CProgram(String source, List<String> _) ->
                    assertThat(Path.of("limits", source + ".c")).isRegularFile();
            case Side.Constant(double value) -> assertThat(value).isPositive();
        }
    }

    private static void hasMain(String name) throws ClassNotFoundException {
        Class<?> program = Class.forName("dev.progeny.bench.program." + name);
        assertThat(program).hasPublicMethods("main");
    }
}
