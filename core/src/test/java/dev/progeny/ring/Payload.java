package dev.progeny.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/// Payloads that tell whether they arrived as they were sent: number, noise, checksum of both.
final class Payload {
    private static final int LEAST = 16;

    private Payload() {}

    static byte[] of(long number, int noise, RandomGenerator random) {
        var bytes = new byte[LEAST + noise];
        random.nextBytes(bytes);
        var buffer = ByteBuffer.wrap(bytes).putLong(0, number);
        buffer.putLong(bytes.length - 8, checksum(bytes));
        return bytes;
    }

    /// Mostly small ones, and some larger than a ring.
    static byte[] ofAnySize(long number, int capacity, RandomGenerator random) {
        int most = random.nextInt(8) == 0 ? 3 * capacity : capacity / 8;
        return of(number, random.nextInt(most), random);
    }

    /// The number of a payload; fails if it is not intact.
    static long verified(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        assertThat(buffer.getLong(bytes.length - 8)).as("checksum").isEqualTo(checksum(bytes));
        return buffer.getLong(0);
    }

    private static long checksum(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes, 0, bytes.length - 8);
        return crc.getValue();
    }
}
