package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;

/// Neither a template nor a fork outlives the parent of both, however it ends.
@Tag("process")
@Tag("crash")
@Tag("platform-only")
@ExtendWith(NothingLeft.class)
class ForkParentEndTest {
    @ParameterizedTest
    @ValueSource(strings = {"kill", "exit", "return", "halt"})
    void endsTheTemplateAndItsForks(String how, @TempDir Path directory) throws Exception {
        try (var program = Program.start(directory, Parent.class, how)) {
            program.awaitOut("ready");
            var family = program.handle().descendants().toList();
            if (how.equals("kill")) {
                assertThat(family).as("a template and a fork").hasSizeGreaterThanOrEqualTo(2);
                program.kill();
            } else {
                assertThat(program.await().err()).isEmpty();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .untilAsserted(() -> assertThat(family).noneMatch(Program::isRunning));
        }
    }

    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            ChildProcess.start(
                    o -> o.withStartMethod(StartMethod.FORKSERVER).withDaemon(true),
                    () -> Thread.sleep(60_000));
            ChildProcess.start(o -> o.withStartMethod(StartMethod.FORKSERVER), () -> {}).join();
            System.out.println("ready");
            switch (arguments[0]) {
                case "kill" -> Thread.sleep(60_000);
                case "exit" -> System.exit(0);
                case "halt" -> Runtime.getRuntime().halt(0);
                default -> {} // returns
            }
        }
    }
}
