package dev.progeny.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.bench.Outcome.Absent;
import dev.progeny.bench.Outcome.Failed;
import dev.progeny.bench.Outcome.Measured;

import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final Outcome ABSENT = new Absent("not here");
    private static final Outcome FAILED = new Failed("broke");

    @Test
    void whereLowerIsBetterTheTargetIsAnUpperBound() {
        assertThat(verdict(Better.LOWER, 0.8, 79)).isEqualTo(Verdict.MET);
        assertThat(verdict(Better.LOWER, 0.8, 81)).isEqualTo(Verdict.SHORT);
    }

    @Test
    void whereHigherIsBetterTheTargetIsALowerBound() {
        assertThat(verdict(Better.HIGHER, 20, 2001)).isEqualTo(Verdict.MET);
        assertThat(verdict(Better.HIGHER, 20, 1999)).isEqualTo(Verdict.SHORT);
    }

    @Test
    void reachingTheTargetExactlyIsEnough() {
        assertThat(verdict(Better.LOWER, 2, 200)).isEqualTo(Verdict.MET);
        assertThat(verdict(Better.HIGHER, 2, 200)).isEqualTo(Verdict.MET);
    }

    @Test
    void ratioIsThatOfTheMedians() {
        Comparison comparison =
                comparison(Better.LOWER, 1, Measured.of(1, 2, 900), Measured.of(8, 3, 4));
        assertThat(comparison.ratio()).hasValue(0.5);
    }

    @Test
    void rowWithoutPeerIsNotMetHoweverFastWeAre() {
        Comparison comparison = comparison(Better.LOWER, 1e9, Measured.of(1e-9), ABSENT);
        assertThat(comparison.verdict()).isEqualTo(Verdict.NO_PEER);
        assertThat(comparison.ratio()).isEmpty();
        assertThat(comparison.reason()).hasValue("peer: not here");
    }

    @Test
    void failureOfEitherSideFailsTheRow() {
        Measured fine = Measured.of(1);
        assertThat(comparison(Better.LOWER, 1, FAILED, fine).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(comparison(Better.LOWER, 1, fine, FAILED).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(comparison(Better.LOWER, 1, FAILED, ABSENT).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(comparison(Better.LOWER, 1, FAILED, fine).reason()).hasValue("ours: broke");
    }

    @Test
    void rowThatCannotRunHereAtAllIsSkipped() {
        assertThat(comparison(Better.LOWER, 1, ABSENT, ABSENT).verdict())
                .isEqualTo(Verdict.SKIPPED);
    }

    private static Verdict verdict(Better better, double target, double ours) {
        return comparison(better, target, Measured.of(ours), Measured.of(100)).verdict();
    }

    private static Comparison comparison(Better better, double target, Outcome ours, Outcome peer) {
        Row row = Row.of("row", "ms", better, Side.java("Ours"));
        Rival rival = new Rival("peer", Side.python("peer"), target);
        return new Comparison(row, rival, ours, peer);
    }
}
