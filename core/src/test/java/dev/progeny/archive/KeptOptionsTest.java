package dev.progeny.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// An archive must match some options, need not know others, and is not used with the rest.
@Tag("any-os")
class KeptOptionsTest {

    @Test
    void optionsThatChangeWhatIsLoadedAreKeptInTheirOrder() {
        assertThat(
                        KeptOptions.of(
                                List.of(
                                        "-Dpassword=secret",
                                        "--enable-preview",
                                        "-ea",
                                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                        "-Xmx64m",
                                        "-XX:+UseG1GC")))
                .containsExactly("--enable-preview", "--add-opens=java.base/java.lang=ALL-UNNAMED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-agentlib:jdwp=transport=dt_socket,server=y,address=5005",
                "-javaagent:agent.jar",
                "-XX:+UseZGC",
                "-XX:+UseCompactObjectHeaders",
                "-XX:StartFlightRecording",
                "-XX:AOTCache=mine.aot",
                "-XX:SharedArchiveFile=mine.jsa",
                "-Xshare:off",
                "--patch-module=java.base=patch",
                "--limit-modules=java.base",
                "--illegal-native-access=deny",
                "-Djava.system.class.loader=Mine",
                "--add-opens",
                "java.base/java.lang=ALL-UNNAMED",
                "-Xmx32g",
                "-Xmx40000m",
                "-Xmxmany",
                "-Xmx99999999999999999999",
                "-XX:SomethingNew"
            })
    void optionThatIsNotKnownToBeGoodMeansNoArchive(String option) {
        assertThat(KeptOptions.of(List.of("-Dgood=1", option))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx1", "-Xmx2048k", "-Xmx64M", "-Xmx29g"})
    void heapBelowThirtyGigabytesIsFine(String option) {
        assertThat(KeptOptions.of(List.of(option))).isEmpty();
    }
}
