package dev.progeny.archive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.Map;

/// What the user wants, and where the archives are if he says nothing.
@Tag("any-os")
class SettingsTest {
    private static final Map<String, String> HOME = Map.of("user.home", "/home/ada");

    private static Settings of(Map<String, String> properties, Map<String, String> variables) {
        return Settings.of(properties::get, variables::get);
    }

    private static Settings of(Map<String, String> properties) {
        return of(properties, Map.of());
    }

    @Test
    void archivesAreInTheUsersCacheDirectory() {
        assertThat(of(HOME))
                .isEqualTo(new Settings(Mode.AUTO, Path.of("/home/ada/.cache/progeny")));
        assertThat(of(HOME, Map.of("XDG_CACHE_HOME", "/var/ada")).directory())
                .isEqualTo(Path.of("/var/ada/progeny"));
        assertThat(of(HOME, Map.of("XDG_CACHE_HOME", "relative")).directory())
                .isEqualTo(Path.of("/home/ada/.cache/progeny"));
    }

    @Test
    void propertiesCountBeforeVariables() {
        var variables = Map.of("PROGENY_ARCHIVE", "now", "PROGENY_ARCHIVE_DIRECTORY", "/variable");

        assertThat(of(HOME, variables)).isEqualTo(new Settings(Mode.NOW, Path.of("/variable")));
        assertThat(of(Map.of(Settings.MODE, "USE", Settings.DIRECTORY, "/property"), variables))
                .isEqualTo(new Settings(Mode.USE, Path.of("/property")));
    }

    @Test
    void processWithoutAHomeHasNoPlaceForThem() {
        assertThat(of(Map.of()).directory()).isNull();
        assertThat(of(Map.of("user.home", "?")).directory()).isNull();
    }

    @Test
    void wordThatIsNotUnderstoodTurnsThemOff() {
        assertThat(of(Map.of(Settings.MODE, "sometimes")).mode()).isEqualTo(Mode.OFF);
        assertThat(of(Map.of(Settings.DIRECTORY, "\0")).mode()).isEqualTo(Mode.OFF);
    }

    @Test
    void runOfTestsMakesNoneUnlessItSaysSo() {
        assertThat(of(Map.of("surefire.test.class.path", "x")).mode()).isEqualTo(Mode.USE);
        assertThat(of(Map.of("org.gradle.test.worker", "1")).mode()).isEqualTo(Mode.USE);
        assertThat(of(Map.of("sun.java.command", "org.junit.platform.Console x")).mode())
                .isEqualTo(Mode.USE);
        assertThat(of(Map.of("org.gradle.test.worker", "1", Settings.MODE, "auto")).mode())
                .isEqualTo(Mode.AUTO);
    }
}
