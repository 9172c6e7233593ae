package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.progeny.ring.Frame;
import dev.progeny.ring.RingCorruptedException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// A worker as its parent sees it, while the other end is moved by hand: it dies after each of its
/// steps, lies, and makes no room.
class WorkerTest {
    private static final int RING_BYTES = 1 << 18;
    private static final int FRAME_HEADER = 8;
    private static final int LARGER_THAN_THE_RING = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private final HandWorker hand = new HandWorker(arena);
    private final Worker worker = hand.seenByParent;
    private final WorkUnit first = Units.call();
    private final WorkUnit second = Units.call();

    @AfterEach
    void free() {
        worker.close();
        arena.close();
    }

    /// What a worker does with a unit, in this order.
    private enum Step {
        NOTHING,
        TAKE,
        TAKEN,
        START,
        HALF_AN_ANSWER,
        ANSWER,
        FINISH
    }

    private void liveUntil(Step last) {
        for (var step : Step.values()) {
            if (step.compareTo(last) <= 0 && (step != Step.HALF_AN_ANSWER || step == last)) {
                live(step);
            }
        }
    }

    private void live(Step step) {
        long number = first.number;
        switch (step) {
            case NOTHING -> {}
            case TAKE -> assertThat(PoolProtocol.id(hand.take().bytes())).isEqualTo(number);
            case TAKEN -> hand.taken(number);
            case START -> assertThat(hand.claims.start(number)).isTrue();
            case HALF_AN_ANSWER -> {
                hand.results.begin(
                        PoolProtocol.RETURNED,
                        new byte[LARGER_THAN_THE_RING],
                        0,
                        LARGER_THAN_THE_RING);
                assertThat(hand.results.advance()).isFalse();
            }
            case ANSWER -> hand.answer(PoolProtocol.RETURNED, number);
            case FINISH -> assertThat(hand.claims.finish(number)).isTrue();
        }
    }

    private List<WorkUnit> hearAll() {
        var answered = new ArrayList<WorkUnit>();
        while (worker.isReadable()) {
            Frame frame = worker.poll();
            if (frame != null) {
                answered.add(worker.answered(frame));
            }
        }
        return answered;
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void deathAfterAnyStepGivesEachUnitOneEnd(Step last) { // LOK-22
        assertThat(worker.send(first)).isTrue();
        assertThat(worker.send(second)).isTrue();

        liveUntil(last);
        var answered = hearAll();
        var estate = worker.bury();

        var rest = last.compareTo(Step.START) < 0 ? List.of(first, second) : List.of(second);
        boolean isVictim = last == Step.START || last == Step.HALF_AN_ANSWER;
        assertThat(answered)
                .isEqualTo(last.compareTo(Step.ANSWER) < 0 ? List.of() : List.of(first));
        assertThat(estate.victims()).isEqualTo(isVictim ? List.of(first) : List.of());
        assertThat(estate.rest()).isEqualTo(rest);
        assertThat(first.worker).isNull();
        assertThat(second.worker).isNull();
        assertThat(worker.load()).isZero();
    }

    @Test
    void unitThatThreeWorkersDiedOfBeforeTheyStartedItIsBlamed() {
        for (int death = 1; death < 3; death++) {
            var another = new HandWorker(arena).seenByParent;
            another.send(first);
            another.send(second);
            assertThat(another.bury().rest()).containsExactly(first, second);
        }
        worker.send(first);
        worker.send(second);

        var estate = worker.bury();

        assertThat(estate.victims()).containsExactly(first);
        assertThat(estate.rest()).containsExactly(second);
    }

    @Test
    void whatWasStartedIsNotRunAgainEvenIfItsAnswerIsNonsense() {
        worker.send(first);
        liveUntil(Step.START);
        hand.answer(PoolProtocol.APPLIED, first.number);
        live(Step.FINISH);

        assertThat(hearAll()).containsOnlyNulls().hasSize(1);
        worker.distrust(new IllegalStateException("it lies"));

        assertThat(worker.takesWork()).isFalse();
        assertThat(worker.isReadable()).isFalse();
        assertThat(worker.isEndExpected()).isFalse();
        assertThat(worker.bury().victims()).containsExactly(first);
    }

    @Test
    void answersThatNobodyAskedForAreNotTaken() {
        worker.send(first);
        var payload = new byte[PoolProtocol.AFTER_ID];

        assertThat(worker.answered(new Frame(PoolProtocol.RETURNED, new byte[3]))).isNull();
        assertThat(worker.answered(new Frame(99, payload))).isNull();
        PoolProtocol.putId(payload, first.number + 1);
        assertThat(worker.answered(new Frame(PoolProtocol.RETURNED, payload))).isNull();
        assertThat(worker.ready()).as("ready once more").isFalse();
        assertThat(worker.load()).isEqualTo(1);
    }

    @Test
    void scribbledRingIsNoticedAndCostsOnlyThisWorker() {
        int tail = (int) (WorkerMemory.BYTE_SIZE / 2);
        for (long at = 0; at < WorkerMemory.BYTE_SIZE - 8; at += 8) {
            hand.shared.set(JAVA_LONG, at, 0x5DEECE66DL * (tail + at));
        }

        assertThatThrownBy(worker::isReadable).isInstanceOf(RingCorruptedException.class);
        boolean isSent = worker.send(first);
        worker.advance();
        worker.retire();

        assertThat(isSent && worker.takesWork()).isFalse();
    }

    @Test
    void revokedUnitKeepsNoPlaceAndMayBeSentAgain() {
        worker.send(first);
        worker.send(second);
        var other = new HandWorker(arena);

        assertThat(worker.revoke(first)).isTrue();
        assertThat(other.seenByParent.send(first)).isTrue();

        long number = PoolProtocol.id(hand.take().bytes());
        assertThat(hand.claims.start(number)).as("the revoked one").isFalse();
        assertThat(hand.claims.start(PoolProtocol.id(hand.take().bytes()))).isTrue();
        assertThat(other.claims.start(PoolProtocol.id(other.take().bytes()))).isTrue();
    }

    @Test
    void unitRevokedHalfWayIntoTheRingIsSentElsewhereAsACopy() {
        var large = Units.call(LARGER_THAN_THE_RING);
        assertThat(worker.send(fillingTheRing())).isTrue();
        assertThat(worker.send(large)).isTrue();
        long number = large.number;
        var other = new HandWorker(arena);
        other.seenByParent.send(first);
        other.seenByParent.send(second);

        assertThat(worker.revoke(large)).isTrue();
        assertThat(other.seenByParent.send(large)).isTrue();

        hand.take();
        assertThat(PoolProtocol.id(hand.take().bytes())).isEqualTo(number);
        other.take();
        other.take();
        assertThat(PoolProtocol.id(other.take().bytes())).isEqualTo(large.number);
    }

    /// So that nothing of the next frame is written yet, not even its number.
    private static WorkUnit fillingTheRing() {
        for (int bytes = RING_BYTES - 1024; bytes < RING_BYTES; bytes += 4) {
            var unit = Units.call(bytes);
            if (FRAME_HEADER + Math.ceilDiv(unit.payload().length, 8) * 8 == RING_BYTES) {
                return unit;
            }
        }
        throw new AssertionError("none fits");
    }

    @Test
    void stopFindsItsWayBehindAFullRing() {
        while (worker.send(Units.call(50_000))) {}
        assertThat(worker.isRoomWanted()).isTrue();

        worker.retire();
        var frames = hand.takeAll();

        assertThat(frames.getLast().kind()).isEqualTo(PoolProtocol.STOP);
        assertThat(worker.isEndExpected()).isTrue();
    }

    @Test
    void stopFindsItsWayBehindALargeFrame() {
        worker.send(Units.call(LARGER_THAN_THE_RING));

        worker.retire();

        assertThat(worker.isEndExpected()).isFalse();
        assertThat(hand.take().kind()).isEqualTo(PoolProtocol.CALL);
        assertThat(hand.take().kind()).isEqualTo(PoolProtocol.STOP);
    }

    @Test
    void doomMeetsTheUnitOrNothing() {
        worker.send(first);
        assertThat(worker.doom(first.number)).as("not started").isFalse();

        liveUntil(Step.FINISH);
        hearAll();
        worker.send(second);
        hand.claims.start(second.number);
        assertThat(worker.doom(first.number)).as("ended").isFalse();

        assertThat(worker.doom(second.number)).as("caught").isTrue();
        assertThat(hand.claims.finish(second.number)).isFalse();
    }

    @Test
    void nothingIsAskedOfTheNextWorkerInTheSameMemory() {
        worker.send(first);
        liveUntil(Step.START);
        worker.bury();

        var next = new Worker(0, "next", hand.shared, Integer.MAX_VALUE);
        next.ready();
        next.send(second);
        assertThat(WorkerMemory.attach(hand.shared).claims().start(second.number)).isTrue();

        assertThat(second.number).isEqualTo(first.number);
        assertThat(worker.ask(first.number, WorkerMemory.INTERRUPT)).isFalse();
        assertThat(worker.doom(first.number)).isFalse();
        next.close();
    }
}
