package dev.progeny;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/// Gives a decoder altered messages: it may accept them or refuse them in its own way, and has to
/// do so without more memory than it is allowed.
///
/// The messages that are altered lie in `src/test/resources/fuzz/<name>.hex`, one in each line;
/// what follows a `#` is a comment. Put what has broken a decoder once there too.
///
/// 20,000 inputs, or as many as `-Ddev.progeny.test.fuzz` says; a million in the long tests.
public final class Fuzz {
    /// What the long tests give to each decoder.
    public static final int LONG = 1_000_000;

    private static final int USUAL = Integer.getInteger("dev.progeny.test.fuzz", 20_000);
    private static final long[] EXTREMES = {
        0,
        1,
        -1,
        7,
        8,
        0x7F,
        0x80,
        0xFF,
        0x7FFF_FFFFL,
        0x8000_0000L,
        0xFFFF_FFFFL,
        0x1_0000_0000L,
        Long.MAX_VALUE,
        Long.MIN_VALUE,
        Integer.MAX_VALUE - 8L,
        1L << 20
    };
    private static final int LONGEST = 1 << 16;

    private final String name;
    private final List<byte[]> corpus;
    private final long mostAllocated;
    private final long seed = Long.getLong("dev.progeny.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private boolean isAccepted;

    /// Reads bytes of others.
    public interface Decoder {
        /// Decodes an input.
        ///
        /// @return false if it was refused
        /// @throws Exception if the decoder does anything but accept or refuse it
        boolean accepts(byte[] input) throws Exception;
    }

    private Fuzz(String name, List<byte[]> corpus, long mostAllocated) {
        this.name = name;
        this.corpus = corpus;
        this.mostAllocated = mostAllocated;
    }

    /// Takes the messages of a file as they are, which have to be accepted, and altered ones.
    ///
    /// @param name of the file
    /// @param mostAllocated bytes for one input
    public static Fuzz of(String name, long mostAllocated) {
        return new Fuzz(name, corpus(name), mostAllocated);
    }

    private static List<byte[]> corpus(String name) {
        try (var in = Fuzz.class.getResourceAsStream("/fuzz/" + name + ".hex")) {
            var found = new ArrayList<byte[]>();
            for (String line : new String(in.readAllBytes(), US_ASCII).lines().toList()) {
                String hex = line.replaceAll("#.*|\\s", "");
                if (!hex.isEmpty()) {
                    found.add(HexFormat.of().parseHex(hex));
                }
            }
            return found;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// As many inputs as usual.
    public void run(Decoder decoder) {
        run(USUAL, decoder);
    }

    /// Some inputs.
    public void run(int inputs, Decoder decoder) {
        System.out.println("fuzz " + name + ": inputs=" + inputs + ", seed=" + seed);
        int accepted = 0;
        for (byte[] message : corpus) {
            accepted += accepts(decoder, message) ? 1 : 0;
        }
        assertThat(accepted).as("messages of the corpus that are right").isPositive();
        int refused = 0;
        for (int i = 0; i < inputs; i++) {
            refused += accepts(decoder, next()) ? 0 : 1;
        }
        assertThat(refused).as("refused of %d", inputs).isPositive();
    }

    /// What the JVM takes when it does something for the first time is not the input's, so one that
    /// has taken too much is tried once more.
    private boolean accepts(Decoder decoder, byte[] input) {
        boolean isModest = isModest(decoder, input);
        if (!isModest) {
            isModest = isModest(decoder, input);
        }
        if (!isModest) {
            throw new AssertionError(describe(input) + ", allocated too much, twice");
        }
        return isAccepted;
    }

    private boolean isModest(Decoder decoder, byte[] input) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            isAccepted = decoder.accepts(input.clone());
        } catch (Throwable e) {
            throw new AssertionError(describe(input), e);
        }
        return threads.getCurrentThreadAllocatedBytes() - before <= mostAllocated;
    }

    private String describe(byte[] input) {
        return "fuzz " + name + ": seed=" + seed + ", input=" + HexFormat.of().formatHex(input);
    }

    private byte[] next() {
        byte[] bytes = any().clone();
        for (int i = random.nextInt(6); i >= 0; i--) {
            bytes = alter(bytes);
        }
        return bytes;
    }

    private byte[] any() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private byte[] alter(byte[] bytes) {
        if (bytes.length == 0) {
            return any().clone();
        }
        int at = random.nextInt(bytes.length);
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> join(bytes, bytes.length, any(), 0);
            case 2 -> join(bytes, at, any(), 0);
            case 3 -> join(bytes, at, bytes, random.nextInt(at + 1));
            case 4 -> number(bytes, at, Integer.BYTES);
            case 5 -> number(bytes, at, Long.BYTES);
            case 6 -> noise(bytes, at);
            default -> {
                bytes[at] = (byte) (bytes[at] ^ 1 << random.nextInt(Byte.SIZE));
                yield bytes;
            }
        };
    }

    private byte[] number(byte[] bytes, int at, int size) {
        if (bytes.length < size) {
            return bytes;
        }
        var order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        var buffer =
                ByteBuffer.wrap(bytes).order(order).position(Math.min(at, bytes.length - size));
        long value = EXTREMES[random.nextInt(EXTREMES.length)] + random.nextInt(3) - 1;
        if (size == Integer.BYTES) {
            buffer.putInt((int) value);
        } else {
            buffer.putLong(value);
        }
        return bytes;
    }

    private byte[] noise(byte[] bytes, int at) {
        for (int i = at; i < Math.min(bytes.length, at + 1 + random.nextInt(16)); i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static byte[] join(byte[] head, int until, byte[] tail, int from) {
        int length = Math.min(LONGEST, until + tail.length - from);
        byte[] joined = Arrays.copyOf(head, Math.max(until, length));
        System.arraycopy(tail, from, joined, until, joined.length - until);
        return joined;
    }
}
