package dev.progeny.os;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is read of `/proc/<pid>/status`.
class ProcStatusTest {
    private static final String STATUS =
            """
            Name:\tjava
            State:\tS (sleeping)
            VmRSS:\t   50000 kB
            RssAnon:\t   30000 kB
            RssFile:\t   20000 kB
            VmSwap:\t       5 kB
            Threads:\t20
            """;

    @Test
    void privateMemoryIsWhatIsAnonymousAndWhatWasSwappedOut() {
        assertThat(ProcStatus.privateMemory(STATUS)).isEqualTo(30_005L * 1024);
    }

    @Test
    void whatIsNotToldIsUnknown() {
        assertThat(ProcStatus.privateMemory("Name:\tsh\nState:\tZ (zombie)\n")).isNegative();
        assertThat(ProcStatus.privateMemory("")).isNegative();
        assertThat(Os.current().privateMemory(0)).isNegative();
        assertThat(Os.current().stateOf(0)).isEmpty();
    }

    @Test
    void thisProcessHasMemoryAndAState() {
        long self = ProcessHandle.current().pid();
        assertThat(Os.current().privateMemory(self)).isGreaterThan(1 << 20);
        assertThat(Os.current().stateOf(self)).matches("[RS] \\(.*");
    }
}
