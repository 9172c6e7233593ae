package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/// What a class looks like to the fast path: how to write its objects and how to rebuild them.
///
/// Kept per class in a [ClassValue], so it lives exactly as long as its class.
abstract class Shape {
    private static final ClassValue<Shape> OF_CLASS =
            new ClassValue<>() {
                @Override
                protected Shape computeValue(Class<?> type) {
                    return derive(type);
                }
            };

    /// The tag of the values that have this shape.
    final int tag;

    /// What a message says about it; null before it is known.
    volatile byte @Nullable [] description;

    /// Where a reader's cache has it; written before [#description].
    int hash;

    Shape(int tag) {
        this.tag = tag;
    }

    static Shape of(Class<?> type) {
        return OF_CLASS.get(type);
    }

    private static Shape derive(Class<?> type) {
        if (!Serializable.class.isAssignableFrom(type)) {
            return NoShape.INSTANCE;
        }
        Shape shape = null;
        if (type.isRecord()) {
            shape = RecordShape.derive(type);
        } else if (Enum.class.isAssignableFrom(type)) {
            shape = EnumShape.derive(type);
        } else if (type.isHidden() && type.isSynthetic()) {
            shape = LambdaSender.derive(type);
        }
        return shape != null ? shape : NoShape.INSTANCE;
    }

    /// Sets what messages say.
    final void describe(byte[] text) {
        int h = tag;
        for (byte b : text) {
            h = 31 * h + b;
        }
        hash = h ^ h >>> 15;
        description = text;
    }

    /// Writes an object of this shape; false if it must go through JDK serialization.
    abstract boolean write(Object value, ValueWriter out);

    /// Reads what [#write] wrote, behind tag and shape.
    abstract Object read(ValueReader in);

    /// That of all classes that the fast path does not know.
    private static final class NoShape extends Shape {
        static final NoShape INSTANCE = new NoShape();

        NoShape() {
            super(Tag.NULL);
        }

        @Override
        boolean write(Object value, ValueWriter out) {
            return false;
        }

        @Override
        Object read(ValueReader in) {
            throw in.in.malformed("no shape");
        }
    }
}
