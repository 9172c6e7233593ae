package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/// Writes one value by the fast path, or finds that it cannot.
final class ValueWriter {
    /// More classes than this in one message are left to JDK serialization.
    private static final int MAX_SHAPES = 64;

    /// Strings above this length count as objects: sending one many times must not cost more than
    /// JDK serialization, which sends it once.
    private static final int LONG_STRING = 256;

    final Writer out;
    final SeenObjects seen = new SeenObjects();
    private Shape[] shapes = {};
    private int shapeCount;
    private int depth;

    ValueWriter(Writer out) {
        this.out = out;
    }

    /// Writes the value; false if it must go through JDK serialization, and then what was written
    /// is of no use.
    boolean write(@Nullable Object value) {
        if (value == null) {
            out.writeByte(Tag.NULL);
            return true;
        }
        Class<?> type = value.getClass();
        if (type == String.class) {
            return writeString((String) value);
        }
        if (type == Integer.class) {
            out.writeByte(Tag.INT);
            out.writeInt((Integer) value);
            return true;
        }
        if (value instanceof Number || type == Boolean.class || type == Character.class) {
            return Scalars.write(value, out);
        }
        if (depth == Tag.MAX_DEPTH) {
            return false;
        }
        depth++;
        boolean written = writeObject(value, type);
        depth--;
        return written;
    }

    private boolean writeString(String text) {
        if (text.length() > LONG_STRING && !seen.add(text)) {
            return false;
        }
        out.writeString(text);
        return true;
    }

    private boolean writeObject(Object value, Class<?> type) {
        if (type.isArray()) {
            return seen.add(value) && writeArray(value, type);
        }
        int tag = Collections.tag(value, type);
        if (tag != Tag.NULL) {
            if (Collections.isMutable(tag) && !seen.add(value)) {
                return false;
            }
            return value instanceof Map<?, ?> map
                    ? writeMap(tag, map)
                    : writeCollection(tag, (Collection<?>) value);
        }
        Shape shape = Shape.of(type);
        return shape.tag == Tag.NULL ? Scalars.write(value, out) : shape.write(value, this);
    }

    private boolean writeArray(Object array, Class<?> type) {
        if (type == Object[].class) {
            return BoxedNumbers.write((Object[]) array, out)
                    || writeAll(Tag.OBJECTS, (Object[]) array);
        }
        if (type == String[].class) {
            return writeAll(Tag.STRINGS, (Object[]) array);
        }
        return PrimitiveArrays.write(array, out);
    }

    private boolean writeAll(int tag, @Nullable Object[] elements) {
        writeHead(tag, elements.length);
        for (Object element : elements) {
            if (!write(element)) {
                return false;
            }
        }
        return true;
    }

    private boolean writeCollection(int tag, Collection<?> elements) {
        int size = elements.size();
        int rest = size;
        writeHead(tag, size);
        for (Object element : elements) {
            if (--rest < 0 || !write(element)) {
                return false;
            }
        }
        return rest == 0;
    }

    private boolean writeMap(int tag, Map<?, ?> map) {
        int rest = map.size();
        writeHead(tag, rest);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            if (--rest < 0 || !write(entry.getKey()) || !write(entry.getValue())) {
                return false;
            }
        }
        return rest == 0;
    }

    private void writeHead(int tag, int size) {
        out.writeByte(tag);
        out.writeLength(size);
    }

    /// Writes the captured values of a lambda behind its head.
    boolean writeCaptured(@Nullable Object[] captured) {
        out.writeLength(captured.length);
        for (Object value : captured) {
            if (!write(value)) {
                return false;
            }
        }
        return true;
    }

    /// Writes tag and shape; false if there are too many shapes.
    boolean writeHead(Shape shape) {
        return writeHead(shape, shape.tag);
    }

    /// The same under another tag.
    boolean writeHead(Shape shape, int tag) {
        out.writeByte(tag);
        for (int i = 0; i < shapeCount; i++) {
            if (shapes[i] == shape) {
                out.writeLength(i);
                return true;
            }
        }
        byte[] description = shape.description;
        if (shapeCount == MAX_SHAPES || description == null) {
            return false;
        }
        if (shapeCount == shapes.length) {
            shapes = Arrays.copyOf(shapes, shapeCount + 4);
        }
        out.writeLength(shapeCount);
        shapes[shapeCount++] = shape;
        out.writeInt(shape.hash);
        out.writeLength(description.length);
        out.writeBytes(description, 0, description.length);
        return true;
    }
}
