package dev.progeny.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.progeny.channel.Address;
import dev.progeny.channel.AuthKey;
import dev.progeny.channel.ConnectionOptions;
import dev.progeny.examples.Progeny;
import dev.progeny.manager.Manager;
import dev.progeny.manager.RemoteMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// `progeny serve`, as a process and as a command.
class ServeCommandTest {
    private static final byte[] SECRET = "sixteen bytes and more".getBytes(UTF_8);
    private static final String PASSWORD = "only for tests";

    @TempDir private Path directory;
    private Path key = Path.of("");

    @BeforeEach
    void makeKey() throws IOException {
        key = file("key", SECRET, "rw-------");
    }

    private Path file(String name, byte[] content, String mode) throws IOException {
        var file = Files.write(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    /// What a command that does not serve says.
    private record Said(int code, String err) {}

    private static Said say(Object... arguments) {
        var err = new ByteArrayOutputStream();
        var command =
                new CommandLine(new ServeCommand(System.out, new PrintStream(err, true, UTF_8)))
                        .setErr(new PrintWriter(err, true, UTF_8));
        int code =
                command.execute(
                        Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
        return new Said(code, err.toString(UTF_8));
    }

    @Test
    void keyThatOthersCanReadIsRefused() throws IOException {
        var open = file("open", SECRET, "rw-r-----");
        var said = say("127.0.0.1:0", "--key", open);
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("others can use the key", "rw-r-----", "chmod 600");
    }

    @Test
    void keyThatIsMissingOrTooShortIsRefused() throws IOException {
        var missing = say("127.0.0.1:0", "--key", directory.resolve("none"));
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).contains("cannot read the key");
        var tooShort = say("127.0.0.1:0", "--key", file("short", new byte[3], "rw-------"));
        assertThat(tooShort.code()).isEqualTo(2);
        assertThat(tooShort.err()).contains("no key in the file");
    }

    @Test
    void mistakesInTheCommandLineAreNamed() throws IOException {
        assertThat(say("127.0.0.1:0").err()).contains("--key");
        assertThat(say("nowhere:at-all", "--key", key).err()).contains("no such address");
        var noKeys = file("keys.p12", new byte[10], "rw-------");
        var said = say("127.0.0.1:0", "--key", key, "--tls", noKeys);
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("cannot use the keys for TLS", "--tls-password");
    }

    @Test
    void addressThatIsTakenEndsItWithOne() throws IOException {
        try (var taken = Manager.serve(Address.Tcp.loopback(), AuthKey.of(SECRET))) {
            int port = ((Address.Tcp) taken.address()).port();
            var said = say("127.0.0.1:" + port, "--key", key);
            assertThat(said.code()).isEqualTo(1);
            assertThat(said.err()).startsWith("progeny serve: ").contains("" + port);
        }
    }

    @Test
    void serverServesUntilItIsTerminated() throws Exception {
        var socket = directory.resolve("socket");
        var process = start(socket.toString(), "--key", key.toString(), "--map", "counts");
        try {
            var address = awaitAddress(process);
            assertThat(address).isEqualTo(socket.toString());
            useMap(o -> o, new Address.Local(socket));
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
        assertThat(socket).doesNotExist();
    }

    @Test
    void serverSpeaksTls() throws Exception {
        var keys = makeKeys();
        var password = file("password", PASSWORD.getBytes(UTF_8), "rw-------");
        var process =
                start(
                        "127.0.0.1:0",
                        "--key",
                        key.toString(),
                        "--map",
                        "counts",
                        "--tls",
                        keys.toString(),
                        "--tls-password",
                        password.toString());
        try {
            var address = awaitAddress(process);
            int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
            var believing = believing(keys);
            useMap(o -> o.withTls(believing), new Address.Tcp("127.0.0.1", port));
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void useMap(UnaryOperator<ConnectionOptions> connection, Address address) {
        try (var client =
                Manager.connect(o -> o.withConnection(connection), address, AuthKey.of(SECRET))) {
            @SuppressWarnings("unchecked")
            RemoteMap<String, Integer> counts = client.lookup("counts", RemoteMap.class);
            counts.put("a", 1);
            assertThat(counts.snapshot()).containsExactly(Map.entry("a", 1));
        }
    }

    private static Process start(String... arguments) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Progeny.class.getName(),
                                "serve"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static String awaitAddress(Process process) throws IOException {
        var line = process.inputReader().readLine();
        assertThat(line).startsWith("serving at ");
        return line.substring("serving at ".length());
    }

    private Path makeKeys() throws IOException, InterruptedException {
        var file = directory.resolve("keys.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        var options =
                "-genkeypair -keyalg EC -dname CN=progeny -ext SAN=ip:127.0.0.1 -validity 2"
                        + " -storetype PKCS12";
        var command = new ArrayList<>(List.of(keytool.toString()));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-storepass", PASSWORD, "-keystore", file.toString()));
        var made = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = made.inputReader().lines().toList();
        assertThat(made.waitFor()).as("%s", said).isZero();
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static SSLContext believing(Path keys) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var believed = KeyStore.getInstance("PKCS12");
        believed.load(null, null);
        believed.setCertificateEntry(
                "believed", store.getCertificate(store.aliases().nextElement()));
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(believed);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
