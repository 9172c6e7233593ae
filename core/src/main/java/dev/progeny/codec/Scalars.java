package dev.progeny.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/// Values of the JDK that contain no other values.
final class Scalars {
    private Scalars() {}

    /// Writes the value with its tag; false if it is of none of these classes.
    static boolean write(Object value, Writer out) {
        Class<?> type = value.getClass();
        if (type == Long.class) {
            out.writeByte(Tag.LONG);
            out.writeLong((Long) value);
        } else if (type == Double.class) {
            out.writeByte(Tag.DOUBLE);
            out.writeLong(Double.doubleToRawLongBits((Double) value));
        } else if (type == Boolean.class) {
            out.writeByte((Boolean) value ? Tag.TRUE : Tag.FALSE);
        } else if (type == Byte.class) {
            out.writeByte(Tag.BYTE);
            out.writeByte((Byte) value);
        } else if (type == Short.class) {
            out.writeByte(Tag.SHORT);
            out.writeShort((Short) value);
        } else if (type == Character.class) {
            out.writeByte(Tag.CHAR);
            out.writeShort((Character) value);
        } else if (type == Float.class) {
            out.writeByte(Tag.FLOAT);
            out.writeInt(Float.floatToRawIntBits((Float) value));
        } else {
            return writeRare(value, type, out);
        }
        return true;
    }

    private static boolean writeRare(Object value, Class<?> type, Writer out) {
        if (type == UUID.class) {
            UUID id = (UUID) value;
            out.writeByte(Tag.UUID);
            out.writeLong(id.getMostSignificantBits());
            out.writeLong(id.getLeastSignificantBits());
        } else if (type == Duration.class) {
            Duration duration = (Duration) value;
            writeTime(Tag.DURATION, duration.getSeconds(), duration.getNano(), out);
        } else if (type == Instant.class) {
            Instant instant = (Instant) value;
            writeTime(Tag.INSTANT, instant.getEpochSecond(), instant.getNano(), out);
        } else if (type == BigInteger.class) {
            out.writeByte(Tag.BIG_INTEGER);
            writeBigInteger((BigInteger) value, out);
        } else if (type == BigDecimal.class) {
            BigDecimal decimal = (BigDecimal) value;
            out.writeByte(Tag.BIG_DECIMAL);
            out.writeInt(decimal.scale());
            writeBigInteger(decimal.unscaledValue(), out);
        } else {
            return false;
        }
        return true;
    }

    private static void writeTime(int tag, long seconds, int nanos, Writer out) {
        out.writeByte(tag);
        out.writeLong(seconds);
        out.writeInt(nanos);
    }

    private static void writeBigInteger(BigInteger value, Writer out) {
        byte[] bytes = value.toByteArray();
        out.writeLength(bytes.length);
        out.writeBytes(bytes, 0, bytes.length);
    }

    /// Reads one of the rarer values behind its tag.
    static Object readRare(int tag, Reader in) {
        return switch (tag) {
            case Tag.BIG_INTEGER -> readBigInteger(in);
            case Tag.BIG_DECIMAL -> {
                int scale = in.readInt();
                yield new BigDecimal(readBigInteger(in), scale);
            }
            case Tag.UUID -> new UUID(in.readLong(), in.readLong());
            case Tag.DURATION -> Duration.ofSeconds(in.readLong(), in.readInt());
            default -> Instant.ofEpochSecond(in.readLong(), in.readInt());
        };
    }

    private static BigInteger readBigInteger(Reader in) {
        int length = in.readLength();
        return new BigInteger(in.bytes, in.skip(length), length);
    }
}
