package dev.progeny.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

class ArgumentsTest {

    @Test
    void optionsAreReadInAnyOrder() {
        Arguments arguments = parse("--rounds 7 --json a.json --quick --row pool --home there");
        assertThat(arguments.quick()).isTrue();
        assertThat(arguments.list()).isFalse();
        assertThat(arguments.json()).hasValue(Path.of("a.json"));
        assertThat(arguments.home()).isEqualTo(Path.of("there"));
        assertThat(arguments.row().pattern()).isEqualTo("pool");
        assertThat(arguments.plan(Rows.ALL).rounds()).isEqualTo(7);
    }

    @Test
    void withoutOptionsEveryRowIsRunInFull() {
        Arguments arguments = Arguments.parse(List.of());
        assertThat(Rows.matching(arguments.row())).isEqualTo(Rows.ALL);
        assertThat(arguments.plan(Rows.ALL)).isEqualTo(Plan.full());
        assertThat(arguments.python()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    --fast,       unknown option: --fast
                    --row,        --row needs a value
                    --row (,      --row takes a regular expression
                    --rounds 0,   --rounds takes 1 to 9999
                    --rounds two, --rounds takes 1 to 9999
                    """)
    void mistakeIsNamed(String line, String message) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static Arguments parse(String line) {
        return Arguments.parse(List.of(line.split(" ", -1)));
    }
}
