package dev.progeny.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.bench.Outcome.Failed;
import dev.progeny.bench.Outcome.Measured;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class ContestTest {
    private static final Side OURS = Side.java("Ours");
    private static final Side PYTHON = Side.python("theirs");
    private static final Side LIMIT = Side.c("limit");
    private static final Row ROW =
            Row.of("row", "ms", Better.LOWER, OURS)
                    .against("python", PYTHON, 0.5)
                    .against("limit", LIMIT, 2);
    private static final Plan THREE_ROUNDS = new Plan(3, Duration.ofMillis(1), Duration.ofHours(1));

    private final List<Side> started = new ArrayList<>();

    @Test
    void sidesTakeTurns() throws InterruptedException {
        new Contest(this::measured, THREE_ROUNDS).run(ROW);
        assertThat(started)
                .containsExactly(OURS, PYTHON, LIMIT, OURS, PYTHON, LIMIT, OURS, PYTHON, LIMIT);
    }

    @Test
    void everyRivalIsComparedWithTheSameFiguresOfOurs() throws InterruptedException {
        List<Comparison> lines = new Contest(this::measured, THREE_ROUNDS).run(ROW);
        assertThat(lines).extracting(Comparison::name).containsExactly("row:python", "row:limit");
        assertThat(lines)
                .extracting(Comparison::ours)
                .containsOnly(new Measured(List.of(1.0, 4.0, 7.0)));
        assertThat(lines)
                .extracting(Comparison::peer)
                .containsExactly(
                        new Measured(List.of(2.0, 5.0, 8.0)), new Measured(List.of(3.0, 6.0, 9.0)));
    }

    @Test
    void sideThatFailedIsNotStartedAgainAndTheOthersGoOn() throws InterruptedException {
        Contest contest =
                new Contest(
                        (side, row, measuring) -> {
                            Outcome outcome = measured(side, row, measuring);
                            return side == PYTHON ? new Failed("broke") : outcome;
                        },
                        THREE_ROUNDS);
        List<Comparison> lines = contest.run(ROW);
        assertThat(started).containsExactly(OURS, PYTHON, LIMIT, OURS, LIMIT, OURS, LIMIT);
        assertThat(lines)
                .extracting(Comparison::verdict)
                .containsExactly(Verdict.FAILED, Verdict.MET);
    }

    @Test
    void rowThatHasUsedUpItsTimeStillGetsOneRound() throws InterruptedException {
        Plan noTime = new Plan(3, Duration.ofMillis(1), Duration.ZERO);
        new Contest(this::measured, noTime).run(ROW);
        assertThat(started).containsExactly(OURS, PYTHON, LIMIT);
    }

    @SuppressWarnings("unused") // the shape of Contest.Runner
    private Outcome measured(Side side, Row row, Duration measuring) {
        started.add(side);
        return Measured.of(started.size());
    }

    @Test
    void programOfSeveralRowsCanBeSharedByThem() throws InterruptedException {
        var contest = new Contest(new Shared(this::measured), THREE_ROUNDS);
        Row other = Row.of("other", "ms", Better.LOWER, OURS).against("python", PYTHON, 0.5);
        contest.run(ROW);
        int first = started.size();
        List<Comparison> lines = contest.run(other);
        contest.run(other.onOneCpu());
        assertThat(started).hasSize(2 * first - 3);
        assertThat(lines)
                .extracting(Comparison::ours)
                .containsOnly(new Measured(List.of(7.0, 7.0, 7.0)));
    }
}
