package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Reads values. Part of the lean path: each branch reaches for a class of its own, which stays
/// unloaded until a value needs it.
final class ValueReader {
    final Reader in;
    final ClassFilter filter;
    final ClassLoader loader;
    private @Nullable Shape[] shapes = {};
    private int shapeCount;
    private int depth;

    ValueReader(Reader in, ClassFilter filter) {
        this.in = in;
        this.filter = filter;
        this.loader = ClassLookup.loader();
    }

    /// Reads a whole message.
    @Nullable Object readMessage() {
        readVersion();
        int tag = in.readByte();
        Object value;
        if (tag == Tag.JDK) {
            value = JdkInput.read(in, filter, loader);
        } else if (tag == Tag.JDK_LAMBDA) {
            LambdaShape shape = (LambdaShape) readShape(Tag.LAMBDA);
            value = shape.toLambda(readJdkCaptured(), this);
        } else {
            value = read(tag);
        }
        checkEnd();
        return value;
    }

    /// Reads a whole message, and leaves a lambda at its root as it travels.
    @Nullable Object readTask() {
        int start = in.position;
        readVersion();
        int tag = in.readByte();
        if (tag != Tag.LAMBDA && tag != Tag.JDK_LAMBDA) {
            in.position = start;
            return readMessage();
        }
        LambdaShape shape = (LambdaShape) readShape(Tag.LAMBDA);
        @Nullable Object[] captured = tag == Tag.LAMBDA ? readCaptured() : readJdkCaptured();
        checkEnd();
        return new SentLambda(shape, captured, filter, loader);
    }

    private void readVersion() {
        int version = in.readByte();
        if (version != Tag.VERSION) {
            throw Reader.unreadable(
                    "not a message of this codec: version="
                            + version
                            + ", expected="
                            + Tag.VERSION
                            + "; sender and receiver need the same version of Progeny",
                    null);
        }
    }

    private void checkEnd() {
        if (in.remaining() != 0) {
            throw in.malformed("bytes after the value");
        }
    }

    /// Reads one value, tag included.
    @Nullable Object read() {
        return read(in.readByte());
    }

    private @Nullable Object read(int tag) {
        return switch (tag) {
            case Tag.NULL -> null;
            case Tag.FALSE -> false;
            case Tag.TRUE -> true;
            case Tag.BYTE -> in.readByte();
            case Tag.SHORT -> in.readShort();
            case Tag.CHAR -> (char) in.readShort();
            case Tag.INT -> in.readInt();
            case Tag.LONG -> in.readLong();
            case Tag.FLOAT -> Float.intBitsToFloat(in.readInt());
            case Tag.DOUBLE -> Double.longBitsToDouble(in.readLong());
            case Tag.LATIN1, Tag.UTF16 -> in.readText(tag);
            default -> readNested(tag);
        };
    }

    private Object readNested(int tag) {
        if (tag < Tag.BOOLEANS || tag > Tag.LAMBDA) {
            throw in.malformed("an unknown tag");
        }
        if (tag <= Tag.DOUBLES) {
            return PrimitiveArrays.read(tag, in);
        }
        if (tag >= Tag.BIG_INTEGER && tag <= Tag.INSTANT) {
            return Scalars.readRare(tag, in);
        }
        if (depth == Tag.MAX_DEPTH) {
            throw in.malformed("nested too deeply");
        }
        depth++;
        Object value = readObject(tag);
        depth--;
        return value;
    }

    private Object readObject(int tag) {
        return switch (tag) {
            case Tag.OBJECTS -> readObjects();
            case Tag.STRINGS -> readStrings();
            case Tag.ENUM, Tag.RECORD, Tag.LAMBDA -> readShape(tag).read(this);
            case Tag.BOXED_INTS, Tag.BOXED_LONGS, Tag.BOXED_DOUBLES -> BoxedNumbers.read(tag, in);
            default -> Collections.read(tag, this);
        };
    }

    private @Nullable Object[] readObjects() {
        @Nullable Object[] elements = new @Nullable Object[in.readCount()];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = read();
        }
        return elements;
    }

    private @Nullable String[] readStrings() {
        @Nullable String[] elements = new @Nullable String[in.readCount()];
        for (int i = 0; i < elements.length; i++) {
            int tag = in.readByte();
            if (tag != Tag.NULL) {
                in.position--;
                elements[i] = in.readString();
            }
        }
        return elements;
    }

    /// Reads the captured values of a lambda.
    @Nullable Object[] readCaptured() {
        return readObjects();
    }

    private @Nullable Object[] readJdkCaptured() {
        if (JdkInput.read(in, filter, loader) instanceof Object[] captured) {
            return captured;
        }
        throw in.malformed("a lambda without its captured values");
    }

    private Shape readShape(int tag) {
        int index = in.readLength();
        Shape shape = index < shapeCount ? shapes[index] : null;
        if (shape == null) {
            if (index != shapeCount) {
                throw in.malformed("an unknown shape");
            }
            shape = readNewShape(tag);
            if (shapeCount == shapes.length) {
                shapes = Arrays.copyOf(shapes, 2 * shapeCount + 4);
            }
            shapes[shapeCount++] = shape;
        }
        if (shape.tag != tag) {
            throw in.malformed("a shape of another kind");
        }
        return shape;
    }

    private Shape readNewShape(int tag) {
        int hash = in.readInt();
        int length = in.elements(in.readLength(), 1);
        Shape shape = ShapeCache.find(hash, in, length, this);
        int at = in.skip(length);
        if (shape == null) {
            byte[] description = Arrays.copyOfRange(in.bytes, at, at + length);
            shape = ShapeReader.read(tag, description, this);
            ShapeCache.put(hash, description, this, shape);
        }
        return shape;
    }
}
