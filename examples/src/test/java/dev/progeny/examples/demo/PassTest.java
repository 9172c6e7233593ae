package dev.progeny.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.task.RemoteFunction;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;

class PassTest {
    private static final int UNITS = 12;

    private static Inventory twelveUnits() {
        List<WorkUnit> units =
                IntStream.range(0, UNITS)
                        .<WorkUnit>mapToObj(i -> new WorkUnit.JarSlice(i + ".jar", 0, 5))
                        .toList();
        return new Inventory(units, UNITS, 0, 0, List.of());
    }

    private static Pass.Outcome run(RemoteFunction<WorkUnit, Tally> analysis)
            throws InterruptedException {
        Progress progress =
                new Progress(new PrintStream(new ByteArrayOutputStream()), Progress.Style.QUIET);
        try (Interruption interruption = new Interruption(progress)) {
            Pass.Plan plan = new Pass.Plan(2, false);
            return new Pass(plan, twelveUnits(), progress, interruption).run(analysis);
        }
    }

    private static Tally oneClass() {
        Tally.Counts counts = new Tally.Counts(1, 0, 0, 0, 0, 0, 0);
        return new Tally(counts, Tally.EMPTY.byKind(), List.of(), List.of());
    }

    @Test
    @Tag("crash")
    void unitThatKillsEachOfItsWorkersIsGivenUpAndTheOthersAreRead() throws InterruptedException {
        Pass.Outcome outcome =
                run(
                        unit -> {
                            if (unit.container().equals("7.jar")) {
                                Runtime.getRuntime().halt(3);
                            }
                            return oneClass();
                        });

        assertThat(outcome.tally().counts().classes()).isEqualTo(UNITS - 1);
        assertThat(outcome.deaths()).isEqualTo(Pass.MOST_ATTEMPTS - 1);
        assertThat(outcome.lost())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.where()).isEqualTo("7.jar, classes 0 to 4");
                            assertThat(problem.reason()).contains("died");
                        });
    }

    @Test
    @Tag("process")
    void unitThatFailsIsGivenUpAtOnceAndTheOthersAreRead() throws InterruptedException {
        Pass.Outcome outcome =
                run(
                        unit -> {
                            if (unit.container().equals("7.jar")) {
                                throw new IllegalStateException("no luck");
                            }
                            return oneClass();
                        });

        assertThat(outcome.tally().counts().classes()).isEqualTo(UNITS - 1);
        assertThat(outcome.deaths()).isZero();
        assertThat(outcome.lost()).containsExactly(new Problem("7.jar, classes 0 to 4", "no luck"));
    }
}
