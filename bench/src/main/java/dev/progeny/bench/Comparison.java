package dev.progeny.bench;

import dev.progeny.bench.Outcome.Absent;
import dev.progeny.bench.Outcome.Failed;
import dev.progeny.bench.Outcome.Measured;

import java.util.Optional;
import java.util.OptionalDouble;

/// One printed line: our outcome in a row beside that of one rival.
record Comparison(Row row, Rival rival, Outcome ours, Outcome peer) {

    String name() {
        return row.name() + ":" + rival.name();
    }

    /// Ours ÷ the rival's, of medians; empty unless both were measured.
    OptionalDouble ratio() {
        return ours instanceof Measured us && peer instanceof Measured them
                ? OptionalDouble.of(us.median() / them.median())
                : OptionalDouble.empty();
    }

    Verdict verdict() {
        if (ours instanceof Failed || peer instanceof Failed) {
            return Verdict.FAILED;
        }
        if (ours instanceof Absent) {
            return Verdict.SKIPPED;
        }
        if (ratio().isEmpty()) {
            return Verdict.NO_PEER;
        }
        boolean met = row.better().meets(ratio().getAsDouble(), rival.target());
        return met ? Verdict.MET : Verdict.SHORT;
    }

    /// Why there is no ratio, if there is none.
    Optional<String> reason() {
        return reason("ours", ours).or(() -> reason(rival.name(), peer));
    }

    private static Optional<String> reason(String side, Outcome outcome) {
        return switch (outcome) {
            case Measured _ -> Optional.empty();
            case Absent(String reason) -> Optional.of(side + ": " + reason);
            case Failed(String reason) -> Optional.of(side + ": " + reason);
        };
    }
}
