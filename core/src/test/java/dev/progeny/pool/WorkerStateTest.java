package dev.progeny.pool;

import static dev.progeny.pool.WorkerState.BUSY;
import static dev.progeny.pool.WorkerState.GONE;
import static dev.progeny.pool.WorkerState.IDLE;
import static dev.progeny.pool.WorkerState.LEAVING;
import static dev.progeny.pool.WorkerState.STARTING;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.pool.WorkerState.Event;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Map;

/// All pairs of state and event.
@Tag("any-os")
class WorkerStateTest {
    private static final Map<WorkerState, Map<Event, WorkerState>> LEGAL =
            Map.of(
                    STARTING,
                    Map.of(Event.READY, IDLE, Event.RETIRED, LEAVING, Event.EXITED, GONE),
                    IDLE,
                    Map.of(Event.ASSIGNED, BUSY, Event.RETIRED, LEAVING, Event.EXITED, GONE),
                    BUSY,
                    Map.of(
                            Event.ASSIGNED, BUSY,
                            Event.ALL_DONE, IDLE,
                            Event.RETIRED, LEAVING,
                            Event.EXITED, GONE),
                    LEAVING,
                    Map.of(
                            Event.READY, LEAVING,
                            Event.ALL_DONE, LEAVING,
                            Event.RETIRED, LEAVING,
                            Event.EXITED, GONE),
                    GONE,
                    Map.of());

    @ParameterizedTest
    @EnumSource(WorkerState.class)
    void eachEventLeadsWhereTheDrawingSaysOrIsRefused(WorkerState state) {
        for (var event : Event.values()) {
            var next = LEGAL.get(state).get(event);
            if (next != null) {
                assertThat(state.after(event)).as("%s in %s", event, state).isEqualTo(next);
            } else {
                assertThatThrownBy(() -> state.after(event))
                        .as("%s in %s", event, state)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(state.name())
                        .hasMessageContaining(event.name());
            }
        }
    }

    @Test
    void onlyAWorkerThatIsReadyAndStaysTakesWork() {
        for (var state : WorkerState.values()) {
            assertThat(state.isWorking()).isEqualTo(state == IDLE || state == BUSY);
        }
    }
}
