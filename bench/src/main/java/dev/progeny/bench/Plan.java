package dev.progeny.bench;

import java.time.Duration;
import java.util.List;

/// How long a run may take, and how that time is spent.
///
/// @param rounds how often each program is started
/// @param measuring how long a program measures; it warms up for twice that before
/// @param perProgram time for all the rounds of one program of a row; a row that has used up
///     its share ends early, but not before its first round
record Plan(int rounds, Duration measuring, Duration perProgram) {
    private static final int FULL_ROUNDS = 5;
    private static final int QUICK_ROUNDS = 3;
    private static final Duration FULL_MEASURING = Duration.ofSeconds(2);
    private static final Duration SHORTEST_MEASURING = Duration.ofMillis(150);
    private static final Duration QUICK_TOTAL = Duration.ofSeconds(95);

    /// What a program spends on other things than measuring and warming up.
    private static final Duration START_AND_END = Duration.ofMillis(450);

    static Plan full() {
        return new Plan(FULL_ROUNDS, FULL_MEASURING, Duration.ofHours(1));
    }

    /// All of the rows within two minutes, a build before it not counted.
    static Plan quick(List<Row> rows) {
        int programs = Math.max(1, rows.stream().mapToInt(Row::programs).sum());
        Duration perProgram = QUICK_TOTAL.dividedBy(programs);
        Duration working = perProgram.dividedBy(QUICK_ROUNDS).minus(START_AND_END);
        Duration measuring = working.dividedBy(3);
        return new Plan(QUICK_ROUNDS, between(measuring), perProgram);
    }

    private static Duration between(Duration measuring) {
        if (measuring.compareTo(SHORTEST_MEASURING) < 0) {
            return SHORTEST_MEASURING;
        }
        return measuring.compareTo(FULL_MEASURING) > 0 ? FULL_MEASURING : measuring;
    }

    Plan withRounds(int wanted) {
        return new Plan(wanted, measuring, perProgram);
    }

    /// Whether a row with that many rounds behind it has time for one more like them.
    boolean hasTime(Row row, int roundsDone, Duration spent) {
        if (roundsDone == 0) {
            return true;
        }
        Duration next = spent.dividedBy(roundsDone);
        return spent.plus(next).compareTo(perProgram.multipliedBy(row.programs())) <= 0;
    }
}
