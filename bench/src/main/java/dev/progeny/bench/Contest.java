package dev.progeny.bench;

import dev.progeny.bench.Outcome.Measured;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Runs one row: ours, each rival, ours again and so on, because two figures can only be compared
/// when the machine was in the same mood for both.
final class Contest {

    /// How one program is run once; the seam for tests.
    @FunctionalInterface
    interface Runner {
        Outcome run(Side side, Row row, Duration measuring) throws InterruptedException;
    }

    private final Runner runner;
    private final Plan plan;

    Contest(Runner runner, Plan plan) {
        this.runner = runner;
        this.plan = plan;
    }

    List<Comparison> run(Row row) throws InterruptedException {
        List<Side> sides = new ArrayList<>();
        sides.add(row.ours());
        row.rivals().forEach(rival -> sides.add(rival.side()));
        List<Outcome> outcomes = outcomes(row, sides);
        List<Comparison> lines = new ArrayList<>();
        for (int i = 0; i < row.rivals().size(); i++) {
            lines.add(
                    new Comparison(
                            row, row.rivals().get(i), outcomes.getFirst(), outcomes.get(i + 1)));
        }
        return lines;
    }

    private List<Outcome> outcomes(Row row, List<Side> sides) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        sides.forEach(_ -> outcomes.add(new Measured(List.of())));
        long begin = System.nanoTime();
        for (int round = 0; round < plan.rounds(); round++) {
            if (!plan.hasTime(row, round, Duration.ofNanos(System.nanoTime() - begin))) {
                break;
            }
            for (int i = 0; i < sides.size(); i++) {
                if (outcomes.get(i) instanceof Measured before) {
                    Outcome now = runner.run(sides.get(i), row, plan.measuring());
                    outcomes.set(i, before.and(now));
                }
            }
        }
        return outcomes;
    }
}
