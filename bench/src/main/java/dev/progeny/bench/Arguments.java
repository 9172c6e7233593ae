package dev.progeny.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// The command line. `--home` and `--python` come from the script `bench/run`, the rest from its
/// user.
record Arguments(
        Path home,
        Optional<Path> python,
        boolean quick,
        boolean list,
        OptionalInt rounds,
        Pattern row,
        Optional<Path> json) {

    static final String USAGE =
            """
            usage: bench/run [--quick] [--row REGEX] [--rounds N] [--json FILE] [--list]
              --quick      all of it within two minutes: fewer rounds, shorter ones
              --row REGEX  only rows with a match in their name
              --rounds N   start each program N times (5; with --quick 3)
              --json FILE  write the results there too
              --list       print the rows and their targets, run nothing\
            """;

    /// Reads a command line.
    ///
    /// @throws IllegalArgumentException with a message for the user if it makes no sense
    static Arguments parse(List<String> words) {
        Deque<String> rest = new ArrayDeque<>(words);
        Arguments arguments =
                new Arguments(
                        Path.of("bench"),
                        Optional.empty(),
                        false,
                        false,
                        OptionalInt.empty(),
                        Pattern.compile(""),
                        Optional.empty());
        while (!rest.isEmpty()) {
            arguments = arguments.with(rest.removeFirst(), rest);
        }
        return arguments;
    }

    private Arguments with(String option, Deque<String> rest) {
        return switch (option) {
            case "--quick" -> new Arguments(home, python, true, list, rounds, row, json);
            case "--list" -> new Arguments(home, python, quick, true, rounds, row, json);
            case "--home" ->
                    new Arguments(path(option, rest), python, quick, list, rounds, row, json);
            case "--python" -> {
                Optional<Path> found = Optional.of(path(option, rest));
                yield new Arguments(home, found, quick, list, rounds, row, json);
            }
            case "--rounds" -> {
                OptionalInt count = OptionalInt.of(count(option, value(option, rest)));
                yield new Arguments(home, python, quick, list, count, row, json);
            }
            case "--row" -> {
                Pattern name = pattern(option, value(option, rest));
                yield new Arguments(home, python, quick, list, rounds, name, json);
            }
            case "--json" -> {
                Optional<Path> file = Optional.of(path(option, rest));
                yield new Arguments(home, python, quick, list, rounds, row, file);
            }
            default -> throw new IllegalArgumentException("unknown option: " + option);
        };
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value after it");
        }
        return rest.removeFirst();
    }

    private static Path path(String option, Deque<String> rest) {
        return Path.of(value(option, rest));
    }

    private static int count(String option, String value) {
        if (!value.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(option + " takes 1 to 9999, not " + value);
        }
        return Integer.parseInt(value);
    }

    private static Pattern pattern(String option, String value) {
        try {
            return Pattern.compile(value);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    option + " takes a regular expression: " + e.getMessage(), e);
        }
    }

    /// The plan these options ask for.
    Plan plan(List<Row> rows) {
        Plan plan = quick ? Plan.quick(rows) : Plan.full();
        return rounds.isPresent() ? plan.withRounds(rounds.getAsInt()) : plan;
    }
}
