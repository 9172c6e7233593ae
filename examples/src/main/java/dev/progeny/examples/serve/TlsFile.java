package dev.progeny.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A PKCS #12 file with the key and the certificate of a server.
final class TlsFile {
    private TlsFile() {}

    /// What a listener speaks TLS with.
    ///
    /// @param passwordFile holds what opens the file; null where nothing does
    static SSLContext read(Path file, @Nullable Path passwordFile) throws KeyFile.Unusable {
        char[] password =
                passwordFile == null
                        ? new char[0]
                        : new String(KeyFile.secret(passwordFile), UTF_8).toCharArray();
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(KeyFile.bytes(file)), password);
            requireKey(store, file);
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new KeyFile.Unusable(
                    "cannot use the keys for TLS: file="
                            + file
                            + ", reason="
                            + e.getMessage()
                            + "; is it PKCS #12, and --tls-password right?");
        }
    }

    private static void requireKey(KeyStore store, Path file)
            throws GeneralSecurityException, KeyFile.Unusable {
        for (var aliases = store.aliases(); aliases.hasMoreElements(); ) {
            if (store.isKeyEntry(aliases.nextElement())) {
                return;
            }
        }
        throw new KeyFile.Unusable("no private key for TLS in the file: file=" + file);
    }
}
