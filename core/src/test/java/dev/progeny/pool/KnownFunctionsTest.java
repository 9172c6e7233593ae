package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownFunctionsTest {
    private final KnownFunctions functions = new KnownFunctions();

    private static SentFunction function(long id, int bytes) {
        return new SentFunction(id, new byte[bytes]);
    }

    private void teach(SentFunction function) {
        for (Long id = functions.surplus(function); id != null; id = functions.surplus(function)) {
            functions.remove(id);
        }
        functions.add(function);
    }

    @Test
    void keepsTheOnesUsedLast() {
        var first = function(0, 10);
        teach(first);
        for (int id = 1; id < 100; id++) {
            teach(function(id, 10));
            assertThat(functions.contains(first)).isTrue();
        }
        assertThat(functions.contains(function(1, 10))).isFalse();
        assertThat(functions.contains(function(99, 10))).isTrue();
    }

    @Test
    void forgetsLargeOnesSooner() {
        teach(function(1, 10_000_000));
        teach(function(2, 10_000_000));

        assertThat(functions.contains(function(1, 0))).isFalse();
        assertThat(functions.contains(function(2, 0))).isTrue();
    }

    @Test
    void takesOneThatIsLargerThanAllTheyMayBe() {
        teach(function(1, 10));
        teach(function(2, 100_000_000));

        assertThat(functions.surplus(function(3, 10))).isEqualTo(2);
    }
}
