package dev.progeny.bench;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// Writes maps, lists, strings and numbers as JSON. There is no reader: the programs' one-line
/// messages are read by [Reading].
final class Json {
    private Json() {}

    /// The text of a value; keys in the order of the map.
    ///
    /// @throws IllegalArgumentException for a type that has no place in a report
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String string -> quoted(string);
            case Boolean bool -> bool.toString();
            case Double number -> Double.isFinite(number) ? number.toString() : "null";
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Optional<?> optional -> text(optional.orElse(null));
            case OptionalDouble optional ->
                    optional.isPresent() ? text(optional.getAsDouble()) : "null";
            case List<?> list ->
                    list.stream().map(Json::text).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(e -> quoted(e.getKey().toString()) + ": " + text(e.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            default ->
                    throw new IllegalArgumentException(
                            "no JSON for a value: class=" + value.getClass().getName());
        };
    }

    private static String quoted(String string) {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        return text.append('"').toString();
    }
}
