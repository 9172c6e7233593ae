package dev.progeny.os;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// The one socket that Progeny opens between its own processes: a child's channel where there are
/// no pipes to inherit. Whoever reaches it has to show a secret.
@Tag("process")
@DisabledOnOs(OS.WINDOWS) // runs a shell
@ExtendWith(NothingLeft.class)
class PortableSocketTest {
    private static final byte[] MESSAGE = "for the child alone".getBytes(UTF_8);

    /// A child that prints where its channel is, and is in no hurry to use it.
    private static final class Child implements ChildListener {
        final CompletableFuture<String> where = new CompletableFuture<>();
        final CompletableFuture<String> heard = new CompletableFuture<>();
        final CompletableFuture<WaitStatus> end = new CompletableFuture<>();
        private final ChildHandle handle;

        Child() {
            var stdio =
                    new SpawnRequest.Stdio(
                            SpawnRequest.Stream.NULL,
                            SpawnRequest.Stream.CAPTURED,
                            SpawnRequest.Stream.NULL);
            var command = List.of("/bin/sh", "-c", "echo \"$0\"; exec sleep 60");
            var request = new SpawnRequest(command, Map.of(), null, stdio, List.of());
            handle = new Portable().spawn(request, MESSAGE, this);
        }

        Path socket() throws Exception {
            var argument = where.get(10, TimeUnit.SECONDS).strip();
            return Path.of(argument.substring(argument.indexOf('/')));
        }

        @Override
        public void received(byte[] bytes) {
            heard.complete(new String(bytes, UTF_8));
        }

        @Override
        public boolean output(boolean stderr, byte[] bytes) {
            where.complete(new String(bytes, UTF_8));
            return true;
        }

        @Override
        public void exited(WaitStatus status, String crashLog) {
            end.complete(status);
        }

        void end() throws Exception {
            handle.signal(ChildHandle.Signal.KILL);
            end.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void onlyWhoShowsTheSecretIsTheChild() throws Exception { // PRC-18
        for (int round = 0; round < 2; round++) { // and again: a start works afterwards
            var child = new Child();
            var socket = child.socket();
            byte[] secret = Files.readAllBytes(PortableChild.keyFile(socket));
            assertThat(secret).hasSizeGreaterThanOrEqualTo(16);
            byte[] wrong = secret.clone();
            wrong[secret.length - 1]++;

            assertThat(answerTo(socket, wrong)).isEmpty();
            assertThat(answerTo(socket, Arrays.copyOf(secret, 5))).isEmpty();
            try (var own = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                own.write(ByteBuffer.wrap(secret));
                var told = ByteBuffer.allocate(MESSAGE.length);
                while (told.hasRemaining() && own.read(told) >= 0) {}
                assertThat(told.array()).isEqualTo(MESSAGE);
                own.write(ByteBuffer.wrap("I am it".getBytes(UTF_8)));
                assertThat(child.heard.get(10, TimeUnit.SECONDS)).isEqualTo("I am it");
            }
            child.end();
        }
    }

    /// What one is told who shows something else and says no more.
    private static byte[] answerTo(Path socket, byte[] shown) throws IOException {
        try (var stranger = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            stranger.write(ByteBuffer.wrap(shown));
            stranger.shutdownOutput();
            var answer = ByteBuffer.allocate(MESSAGE.length);
            while (stranger.read(answer) >= 0) {}
            return Arrays.copyOf(answer.array(), answer.position());
        }
    }
}
