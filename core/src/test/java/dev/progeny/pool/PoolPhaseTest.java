package dev.progeny.pool;

import static dev.progeny.pool.PoolPhase.BROKEN;
import static dev.progeny.pool.PoolPhase.DRAINING;
import static dev.progeny.pool.PoolPhase.ENDED;
import static dev.progeny.pool.PoolPhase.RUNNING;
import static dev.progeny.pool.PoolPhase.STOPPING;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumMap;
import java.util.Map;

/// Each phase of a pool with each event.
@Tag("any-os")
class PoolPhaseTest {

    private static Map<PoolPhase.Event, PoolPhase> after(
            PoolPhase shutdown, PoolPhase stop, PoolPhase broken) {
        return new EnumMap<>(
                Map.of(
                        PoolPhase.Event.SHUTDOWN,
                        shutdown,
                        PoolPhase.Event.STOP,
                        stop,
                        PoolPhase.Event.BREAK,
                        broken,
                        PoolPhase.Event.DONE,
                        ENDED));
    }

    private static Map<PoolPhase.Event, PoolPhase> expected(PoolPhase phase) {
        return switch (phase) {
            case RUNNING -> after(DRAINING, STOPPING, BROKEN);
            case DRAINING -> after(DRAINING, STOPPING, BROKEN);
            case STOPPING -> after(STOPPING, STOPPING, BROKEN);
            case BROKEN -> after(BROKEN, BROKEN, BROKEN);
            case ENDED -> after(ENDED, ENDED, ENDED);
        };
    }

    @ParameterizedTest
    @EnumSource(PoolPhase.class)
    void eachEventLeadsOnOrChangesNothing(PoolPhase phase) {
        for (var event : PoolPhase.Event.values()) {
            assertThat(phase.after(event))
                    .as(phase + " after " + event)
                    .isEqualTo(expected(phase).get(event));
        }
        assertThat(phase.isWorking()).isEqualTo(phase == RUNNING || phase == DRAINING);
    }
}
