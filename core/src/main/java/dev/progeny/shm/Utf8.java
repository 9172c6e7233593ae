package dev.progeny.shm;

import org.jspecify.annotations.Nullable;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text as bytes that give it back unchanged.
final class Utf8 {
    private Utf8() {}

    /// Encodes text; null if it has half a character (a lone surrogate), which UTF-8 cannot hold.
    static byte @Nullable [] encode(String text) {
        try {
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            var bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
