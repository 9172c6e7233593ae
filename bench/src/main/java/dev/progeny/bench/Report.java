package dev.progeny.bench;

import dev.progeny.bench.Outcome.Measured;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// All that a run found, as JSON: the printed lines with the figure of every round, and what they
/// were measured on.
record Report(Instant time, Machine machine, Plan plan, List<Comparison> comparisons) {

    /// The document; one comparison a line, so that two reports can be told apart by `diff`.
    String json() {
        return "{\n"
                + ("  \"time\": " + Json.text(time.toString()) + ",\n")
                + ("  \"machine\": " + Json.text(machine.fields()) + ",\n")
                + ("  \"rounds\": " + plan.rounds() + ",\n")
                + ("  \"measuringMillis\": " + plan.measuring().toMillis() + ",\n")
                + "  \"results\": [\n"
                + comparisons.stream()
                        .map(each -> "    " + Json.text(fields(each)))
                        .collect(Collectors.joining(",\n"))
                + "\n  ]\n}\n";
    }

    private static Map<String, Object> fields(Comparison comparison) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", comparison.name());
        fields.put("unit", comparison.row().unit());
        fields.put("better", comparison.row().better().name().toLowerCase(Locale.ROOT));
        fields.put("ours", median(comparison.ours()));
        fields.put("peer", median(comparison.peer()));
        fields.put("ratio", comparison.ratio());
        fields.put("target", comparison.rival().target());
        fields.put("verdict", comparison.verdict().toString());
        fields.put("reason", comparison.reason());
        fields.put("oursRounds", rounds(comparison.ours()));
        fields.put("peerRounds", rounds(comparison.peer()));
        return fields;
    }

    private static Optional<Double> median(Outcome outcome) {
        return outcome instanceof Measured measured
                ? Optional.of(measured.median())
                : Optional.empty();
    }

    private static List<Double> rounds(Outcome outcome) {
        return outcome instanceof Measured(List<Double> figures) ? figures : List.of();
    }

    /// Writes the document to each of the files, whole or not at all.
    void writeTo(List<Path> files) throws IOException {
        for (Path file : files) {
            Path target = file.toAbsolutePath();
            Path folder = Optional.ofNullable(target.getParent()).orElse(target);
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, "results", ".part");
            Files.writeString(draft, json());
            Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
