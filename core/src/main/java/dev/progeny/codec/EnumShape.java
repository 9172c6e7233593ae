package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

/// Constants of an enum: by name, as in JDK serialization.
final class EnumShape extends Shape {
    private final Class<? extends Enum<?>> type;

    private EnumShape(Class<? extends Enum<?>> type) {
        super(Tag.ENUM);
        this.type = type;
        Writer text = new Writer(64);
        text.writeByte(Tag.ENUM);
        text.writeString(type.getName());
        describe(text.toByteArray());
    }

    @SuppressWarnings("unchecked") // checked by the caller: the class is an enum
    static @Nullable Shape derive(Class<?> type) {
        // A constant with a body has a class of its own below the enum.
        Class<?> declared = type.isEnum() ? type : type.getSuperclass();
        return declared != null && declared.isEnum()
                ? new EnumShape((Class<? extends Enum<?>>) declared)
                : null;
    }

    @Override
    boolean write(Object value, ValueWriter out) {
        if (!out.writeHead(this)) {
            return false;
        }
        out.out.writeString(((Enum<?>) value).name());
        return true;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // Enum.valueOf wants a type variable
    Object read(ValueReader in) {
        String name = in.in.readString();
        try {
            return Enum.valueOf((Class) type, name);
        } catch (IllegalArgumentException unknown) {
            throw Reader.unreadable(
                    "an enum differs on the two sides: enum="
                            + type.getName()
                            + ", unknown constant="
                            + name
                            + "; sender and receiver need the same class path",
                    unknown);
        }
    }
}
