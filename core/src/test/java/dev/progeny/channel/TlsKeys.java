package dev.progeny.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.function.UnaryOperator;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A key and its certificate for 127.0.0.1, made by the JDK's `keytool`; travels.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TlsKeys(byte[] store) implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final String PASSWORD = "only for tests";

    /// What the listeners of tests have.
    public static TlsKeys ofListener() {
        return Made.LISTENER;
    }

    /// Of somebody else.
    public static TlsKeys ofAnother() {
        return Made.ANOTHER;
    }

    /// Made once for all tests of a JVM.
    private static final class Made {
        static final TlsKeys LISTENER = make();
        static final TlsKeys ANOTHER = make();
    }

    private static TlsKeys make() {
        try {
            var file = Files.createTempDirectory("tls").resolve("keys");
            var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
            var made =
                    new ProcessBuilder(
                                    keytool.toString(),
                                    "-genkeypair",
                                    "-keyalg",
                                    "EC",
                                    "-dname",
                                    "CN=progeny",
                                    "-ext",
                                    "SAN=ip:127.0.0.1",
                                    "-validity",
                                    "2",
                                    "-storetype",
                                    "PKCS12",
                                    "-storepass",
                                    PASSWORD,
                                    "-keystore",
                                    file.toString())
                            .redirectErrorStream(true)
                            .start();
            var said = made.inputReader().lines().toList();
            assertThat(made.waitFor()).as("%s", said).isZero();
            var keys = new TlsKeys(Files.readAllBytes(file));
            Files.delete(file);
            Files.delete(file.getParent());
            return keys;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Options of a listener that has these keys.
    public UnaryOperator<ConnectionOptions> listening() {
        return o -> o.withTls(context(true, false));
    }

    /// Options of a client that believes this certificate and no other.
    public UnaryOperator<ConnectionOptions> believing() {
        return o -> o.withTls(context(false, true));
    }

    SSLContext context(boolean hasKey, boolean believes) {
        try {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(new ByteArrayInputStream(store), PASSWORD.toCharArray());
            var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, PASSWORD.toCharArray());
            var believed = KeyStore.getInstance("PKCS12");
            believed.load(null, null);
            var alias = keys.aliases().nextElement();
            believed.setCertificateEntry("believed", keys.getCertificate(alias));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(believed);
            var context = SSLContext.getInstance("TLS");
            context.init(
                    hasKey ? own.getKeyManagers() : null,
                    believes ? trust.getTrustManagers() : null,
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
