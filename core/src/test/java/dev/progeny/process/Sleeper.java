package dev.progeny.process;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// A child that says by a file when it has begun its task, and then does nothing.
///
/// @param child the child
/// @param sign the file
record Sleeper(ChildProcess<Void> child, Path sign) implements AutoCloseable {
    private static final long LONG_TIME = 600_000;

    static Sleeper start(UnaryOperator<LaunchOptions> options) {
        try {
            var sign = Files.createTempFile("sleeper", ".sign");
            String path = sign.toString();
            var child =
                    ChildProcess.start(
                            o -> options.apply(o.withStdio(Stdio.DISCARD)), () -> sleep(path));
            return new Sleeper(child, sign);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sleep(String sign) throws Exception {
        Files.writeString(Path.of(sign), "x");
        Thread.sleep(LONG_TIME);
    }

    /// Waits until the child runs its task.
    void awaitTask() {
        Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.size(sign) > 0);
    }

    @Override
    public void close() throws IOException {
        child.kill();
        child.close();
        Files.delete(sign);
    }
}
