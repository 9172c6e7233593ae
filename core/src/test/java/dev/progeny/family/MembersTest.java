package dev.progeny.family;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.os.Os;
import dev.progeny.process.ChildProcess;
import dev.progeny.process.ThisProcess;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;

/// The process table.
@Tag("process")
@ExtendWith(NothingLeft.class)
class MembersTest {

    @Test
    void memberNamesOneProcessAliveAndDead() throws Exception {
        var members = Block.members();
        var child =
                ChildProcess.start(
                        () -> {
                            System.in.read();
                            return Block.members().self();
                        });
        assertThat(members.isAlive(members.self())).isTrue();
        assertThat(members.pidOf(members.self())).isEqualTo(ThisProcess.pid());
        int member = child.result().get(30, TimeUnit.SECONDS);
        assertThat(member).isNotZero().isNotEqualTo(members.self());
        child.join();

        assertThat(members.isAlive(member)).isFalse();
        assertThat(members.isAlive(0)).isFalse();
        assertThat(members.isAlive((1 << Members.BITS) - 1)).isFalse();
    }

    @Test
    void rowIsReusedUnderAnotherGeneration() {
        try (var arena = Arena.ofShared()) {
            var near = arena.allocate(FamilyLayout.LAYOUT.byteSize(), 128);
            var members = new Members(near, Os.current());
            assertThat(members.join()).isTrue();
            int first = members.self();
            members.vacate(Members.slot(first));

            assertThat(members.join()).isTrue();

            assertThat(members.self()).isNotEqualTo(first);
            assertThat(Members.slot(members.self())).isEqualTo(Members.slot(first));
            assertThat(members.pidOf(first)).isEqualTo(-1);
        }
    }

    @Test
    void fullTableSaysSo() {
        try (var arena = Arena.ofShared()) {
            var near = arena.allocate(FamilyLayout.LAYOUT.byteSize(), 128);
            var members = new Members(near, Os.current());
            for (int row = 0; row < Members.MOST; row++) {
                assertThat(members.join()).isTrue();
            }
            assertThat(members.join()).isFalse();
        }
    }
}
