package dev.progeny.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.archive.ArchiveState.Event;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every state with every event; an empty cell is what must not happen.
@Tag("any-os")
class ArchiveStateTest {
    @ParameterizedTest
    @CsvSource({
        "UNSEEN,   READY, WANTED,         ,       , NONE",
        "WANTED,   READY, WANTED, TRAINING,       , NONE",
        "TRAINING, READY, WANTED,         ,       , NONE",
        "READY,         ,       ,         , WANTED, NONE",
        "NONE,     NONE,  NONE,           ,       , NONE",
    })
    void eventsLeadWhereTheyShould(
            ArchiveState state,
            ArchiveState found,
            ArchiveState missed,
            ArchiveState begun,
            ArchiveState lost,
            ArchiveState givenUp) {
        leads(state, Event.FOUND, found);
        leads(state, Event.MISSED, missed);
        leads(state, Event.BEGUN, begun);
        leads(state, Event.LOST, lost);
        leads(state, Event.GIVEN_UP, givenUp);
    }

    private static void leads(ArchiveState from, Event event, ArchiveState to) {
        if (to == null) {
            assertThatThrownBy(() -> from.after(event))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(from.name())
                    .hasMessageContaining(event.name());
        } else {
            assertThat(from.after(event)).isEqualTo(to);
        }
    }
}
