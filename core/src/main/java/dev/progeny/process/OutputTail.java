package dev.progeny.process;

import java.nio.charset.Charset;
import java.util.List;

/// The last lines that a child wrote to stderr, bounded.
final class OutputTail {
    private static final int MOST_BYTES = 8192;
    private static final int MOST_LINES = 20;

    private final byte[] ring = new byte[MOST_BYTES];
    private long written;

    synchronized void add(byte[] bytes) {
        int from = Math.max(0, bytes.length - MOST_BYTES);
        for (int i = from; i < bytes.length; i++) {
            ring[(int) ((written + i) % MOST_BYTES)] = bytes[i];
        }
        written += bytes.length;
    }

    /// The lines, without an end of line after the last.
    synchronized String text() {
        int length = (int) Math.min(written, MOST_BYTES);
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((written - length + i) % MOST_BYTES)];
        }
        List<String> lines = new String(bytes, Charset.defaultCharset()).strip().lines().toList();
        int first = Math.max(0, lines.size() - MOST_LINES);
        return String.join("\n", lines.subList(first, lines.size()));
    }
}
