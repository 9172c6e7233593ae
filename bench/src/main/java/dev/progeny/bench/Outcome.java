package dev.progeny.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What one side of a row came to, after one round or several.
sealed interface Outcome {

    /// One figure a round.
    record Measured(List<Double> rounds) implements Outcome {
        static Measured of(double... rounds) {
            return new Measured(Arrays.stream(rounds).boxed().toList());
        }

        double median() {
            return Statistics.median(rounds);
        }
    }

    /// It could not run here, and that is nobody's fault: no Python, no C compiler.
    record Absent(String reason) implements Outcome {}

    /// It ran, and ended badly or with a wrong result.
    record Failed(String reason) implements Outcome {}

    /// This outcome and that of a later round: figures add up, anything else wins and stays.
    default Outcome and(Outcome later) {
        if (this instanceof Measured(var before) && later instanceof Measured(var after)) {
            return new Measured(Stream.concat(before.stream(), after.stream()).toList());
        }
        return this instanceof Measured ? later : this;
    }
}
