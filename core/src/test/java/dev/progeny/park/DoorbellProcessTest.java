package dev.progeny.park;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.progeny.family.Region;
import dev.progeny.family.Relative;
import dev.progeny.os.Os;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/// Two processes on a mapping.
@Tag("process")
class DoorbellProcessTest {
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final long BALL = 256;

    @ParameterizedTest
    @ValueSource(ints = {0, 50_000})
    void pingPongBetweenProcessesLosesNoWakeUp(int spin) throws Exception {
        int rounds = Os.current().name().equals("portable") ? 1_000 : 50_000;
        try (var region = Region.create("bells", 512);
                var child = opponent(region, rounds, spin);
                var peer = Os.current().watch(child.identity())) {
            var players = new Players(region.segment(), spin);
            assertThat(players.play(0, 1, peer)).as("the child is up").isEqualTo(Wait.READY);

            long start = System.nanoTime();
            var outcome = players.play(2, rounds, peer);

            assertThat(outcome).isEqualTo(Wait.READY);
            assertThat(child.exitCode()).isZero();
            assertThat(System.nanoTime() - start)
                    .as("each lost wake-up would cost a slice")
                    .isLessThan(rounds * Doorbell.SLICE / 10);
        }
    }

    @Test
    @Tag("crash")
    void killOfThePeerEndsAWait() throws Exception {
        try (var region = Region.create("bells", 512);
                var child = opponent(region, 2, 0);
                var peer = Os.current().watch(child.identity())) {
            var players = new Players(region.segment(), 0);
            assertThat(players.play(0, 1, peer)).isEqualTo(Wait.READY);

            long start = System.nanoTime();
            child.kill();
            var outcome = players.bells[0].await(() -> false, soon(), peer);

            assertThat(outcome).isEqualTo(Wait.PEER_DEAD);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    @Tag("crash")
    void bellOfAKilledSleeperStillWorks() throws Exception {
        try (var region = Region.create("bells", 512);
                var child = opponent(region, 2, 0)) {
            var players = new Players(region.segment(), 0);
            assertThat(players.play(0, 1, null)).isEqualTo(Wait.READY);
            child.kill(); // asleep on its bell by now, or about to be
            child.exitCode();
            try (var next = opponent(region, 2, 0)) {
                assertThat(players.play(2, 2, null)).isEqualTo(Wait.READY);
                assertThat(next.exitCode()).isZero();
            }
        }
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(60));
    }

    private static Relative opponent(Region region, int rounds, int spin) {
        return Relative.start(
                Opponent.class,
                Relative.arguments(region, Integer.toString(rounds), Integer.toString(spin)));
    }

    /// A ball that each player takes when its number has the player's parity; the player who waits
    /// sleeps on the bell of its own.
    static final class Players {
        final MemorySegment memory;
        final Doorbell[] bells;

        Players(MemorySegment memory, int spin) {
            this.memory = memory;
            bells =
                    new Doorbell[] {
                        Doorbell.at(memory, Os.current()),
                        Doorbell.at(memory.asSlice(128), Os.current())
                    };
            for (var bell : bells) {
                bell.spin(Spin.upTo(spin));
            }
        }

        /// Plays until the ball has made so many rounds, and is back for player 0.
        Wait play(int from, int rounds, dev.progeny.os.Peer peer) throws InterruptedException {
            int player = from & 1;
            for (int turn = from; turn < 2 * rounds; turn += 2) {
                int mine = turn;
                var outcome = bells[player].await(() -> ball() >= mine, soon(), peer);
                if (outcome != Wait.READY) {
                    return outcome;
                }
                if (ball() == mine) {
                    INT.setRelease(memory, BALL, mine + 1);
                    bells[1 - player].ring();
                }
            }
            int last = 2 * rounds;
            return player == 1 ? Wait.READY : bells[0].await(() -> ball() >= last, soon(), peer);
        }

        int ball() {
            return (int) INT.getAcquire(memory, BALL);
        }
    }

    static final class Opponent {
        public static void main(String[] arguments) throws Exception {
            try (var region = Relative.attach(arguments)) {
                var players = new Players(region.segment(), Integer.parseInt(arguments[3]));
                var outcome = players.play(1, Integer.parseInt(arguments[2]), null);
                if (outcome != Wait.READY) {
                    throw new AssertionError(outcome);
                }
            }
        }
    }
}
