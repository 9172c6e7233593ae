package dev.progeny.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A training that goes wrong is given up, and leaves its note alone.
@Tag("process")
@EnabledOnOs(OS.LINUX)
@ExtendWith(NothingLeft.class)
class TrainingTest {
    @TempDir Path scratch;

    private Recipe recipe(String java) {
        return new Recipe(
                java,
                List.of(),
                List.of(),
                List.of("-cp", "nowhere.jar", "Nothing"),
                "test",
                () -> new Recipe.Rehearsal(new byte[] {0, '%', -1}, new byte[] {1}));
    }

    private List<String> outcome(String java, Training.Outcome expected) throws IOException {
        var cache = new Cache(scratch.resolve("cache"), 1000);
        assertThat(cache.prepare("aa")).isTrue();
        assertThat(new Training("aa", recipe(java), cache, true).run()).isEqualTo(expected);
        try (var files = Files.list(scratch.resolve("cache"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void jvmThatFailsIsNoted() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        assertThat(outcome(java, Training.Outcome.FAILED)).containsExactly("aa.failed");
    }

    @Test
    void wrongAnswerIsNoted() throws IOException {
        assertThat(outcome("/bin/true", Training.Outcome.FAILED)).containsExactly("aa.failed");
    }

    @Test
    void trainingOfSomebodyElseIsLeftAlone() throws IOException {
        var cache = new Cache(scratch.resolve("cache"), 1000);
        assertThat(cache.prepare("aa")).isTrue();
        Files.createDirectory(cache.trainingOf("aa"));

        assertThat(outcome("/bin/true", Training.Outcome.ENDED)).containsExactly("aa.training");
    }

    @Test
    void interruptEndsIt() throws Exception {
        var script = scratch.resolve("java");
        Files.writeString(script, "#!/bin/sh\nexec sleep 60\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        var interrupter = Thread.currentThread();
        var cache = scratch.resolve("cache/aa.training/message");
        var later =
                Thread.startVirtualThread(
                        () -> {
                            while (!Files.exists(cache)) {
                                Thread.onSpinWait();
                            }
                            interrupter.interrupt();
                        });

        assertThat(outcome(script.toString(), Training.Outcome.ENDED)).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        later.join();
    }
}
