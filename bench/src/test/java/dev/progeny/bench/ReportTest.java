package dev.progeny.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.bench.Outcome.Failed;
import dev.progeny.bench.Outcome.Measured;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ReportTest {
    private static final Row ROW =
            Row.of("row", "ms", Better.LOWER, Side.java("Ours"))
                    .against("python", Side.python("theirs"), 0.8);
    private static final Machine MACHINE =
            new Machine(Optional.of("3.13.0"), "25", "Linux amd64", 2, 0.5);

    @Test
    void documentHasTheLineTheRoundsAndTheMachine() {
        assertThat(report(Measured.of(1, 3, 2), Measured.of(4)).json())
                .isEqualTo(
                        """
                        {
                          "time": "2026-01-02T03:04:05Z",
                          "machine": {"python": "3.13.0", "jdk": "25", "system": "Linux amd64",\
                         "cpus": 2, "load": 0.5},
                          "rounds": 5,
                          "measuringMillis": 2000,
                          "results": [
                            {"name": "row:python", "unit": "ms", "better": "lower", "ours": 2.0,\
                         "peer": 4.0, "ratio": 0.5, "target": 0.8, "verdict": "met",\
                         "reason": null, "oursRounds": [1.0, 3.0, 2.0], "peerRounds": [4.0]}
                          ]
                        }
                        """);
    }

    @Test
    void failureIsInTheDocumentWithItsReason() {
        assertThat(report(Measured.of(1), new Failed("said \"no\"\nand left")).json())
                .contains("\"peer\": null", "\"ratio\": null", "\"verdict\": \"failed\"")
                .contains("\"reason\": \"python: said \\\"no\\\"\\nand left\"");
    }

    @Test
    void documentIsWrittenToEachFileAndReplacesAnOlderOne(@TempDir Path folder) throws IOException {
        Path latest = folder.resolve("latest.json");
        Path named = folder.resolve("deep").resolve("results.json");
        Files.writeString(latest, "old");
        Report report = report(Measured.of(1), Measured.of(2));
        report.writeTo(List.of(latest, named));
        assertThat(latest).hasContent(report.json());
        assertThat(named).hasContent(report.json());
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("latest.json", "deep");
    }

    @Test
    void valueWithoutJsonFormIsRefusedByName() {
        assertThatThrownBy(() -> Json.text(Map.of("a", new Object())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.Object");
    }

    private static Report report(Outcome ours, Outcome peer) {
        return new Report(
                Instant.parse("2026-01-02T03:04:05Z"),
                MACHINE,
                Plan.full(),
                List.of(new Comparison(ROW, ROW.rivals().getFirst(), ours, peer)));
    }
}
