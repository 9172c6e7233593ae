package dev.progeny.channel;

import dev.progeny.family.Block;

import java.io.Serializable;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A secret that both sides of a connection between strangers have. Immutable.
///
/// Whoever has it is let in, so it is to be handed over where nobody else can read: captured by a
/// task of a child, in a file with mode 0600; not on a command line. No text that Progeny makes
/// shows it.
public final class AuthKey implements Serializable {
    /// Least length in bytes: what cannot be guessed by trying.
    public static final int LEAST_BYTES = 16;

    private static final long serialVersionUID = 1L;
    private static final int RANDOM_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    @SuppressWarnings("serial") // an array of bytes is serializable
    private final byte[] secret;

    private AuthKey(byte[] secret) {
        this.secret = secret;
    }

    /// A key that nobody has yet.
    ///
    /// @return 32 random bytes
    public static AuthKey random() {
        byte[] secret = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(secret);
        return new AuthKey(secret);
    }

    /// The key that all processes of a family share and nobody else has, as long as one of them
    /// lives: for listeners that only relatives may connect to.
    ///
    /// @return the same in all relatives
    public static AuthKey ofFamily() {
        return new AuthKey(Block.familyKey());
    }

    /// A key that was agreed on.
    ///
    /// @param secret at least [#LEAST_BYTES], hard to guess; copied
    /// @return the key
    /// @throws IllegalArgumentException if it is shorter
    public static AuthKey of(byte[] secret) {
        if (secret.length < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "the key is too short: bytes="
                            + secret.length
                            + ", least="
                            + LEAST_BYTES
                            + "; use AuthKey.random(), or a secret that cannot be guessed");
        }
        return new AuthKey(secret.clone());
    }

    /// HMAC-SHA-256 of some pieces, one behind the other.
    byte[] mac(byte[]... pieces) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            for (byte[] piece : pieces) {
                mac.update(piece);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has " + ALGORITHM, e);
        }
    }

    /// Shows nothing of the secret.
    @Override
    public String toString() {
        return "AuthKey[redacted]";
    }
}
