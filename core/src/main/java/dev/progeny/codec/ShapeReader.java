package dev.progeny.codec;

import java.util.Arrays;

/// Turns the description of a shape into the shape of a class that is here.
final class ShapeReader {
    private ShapeReader() {}

    static Shape read(int tag, byte[] description, ValueReader reader) {
        Reader in = new Reader(description, 0, description.length);
        if (in.readByte() != tag) {
            throw in.malformed("a shape of another kind");
        }
        if (tag == Tag.LAMBDA) {
            return LambdaShape.read(description, in, reader);
        }
        Class<?> type = ClassLookup.find(in.readString(), reader.loader, reader.filter);
        Shape shape = Shape.of(type);
        if (shape.tag != tag) {
            throw unusable(tag, type);
        }
        byte[] known = shape.description;
        if (tag == Tag.RECORD && known != null && !Arrays.equals(description, known)) {
            throw differs(type, description, known);
        }
        return shape;
    }

    private static RuntimeException unusable(int tag, Class<?> type) {
        return Reader.unreadable(
                "a class differs on the two sides, or its package is closed here: class="
                        + type.getName()
                        + ", sent as="
                        + (tag == Tag.RECORD ? "record" : "enum")
                        + "; use the same class path and modules, or open the package to"
                        + " dev.progeny",
                null);
    }

    private static RuntimeException differs(Class<?> type, byte[] sent, byte[] known) {
        return Reader.unreadable(
                "a record differs on the two sides: record="
                        + type.getName()
                        + ", sent="
                        + RecordShape.inWords(sent)
                        + ", here="
                        + RecordShape.inWords(known)
                        + "; sender and receiver need the same class path",
                null);
    }
}
