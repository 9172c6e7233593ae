package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.Externalizable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;

/// Serializable records without hooks of their own: fields out, canonical constructor in, as JDK
/// serialization does it.
final class RecordShape extends Shape {
    private final Constructor<?> constructor;
    private final Field[] fields;
    private final Class<?>[] types;

    /// All components are primitives, boxed ones, strings or enums: nobody asks for the identity
    /// of such a record, and it cannot contain itself.
    private final boolean flat;

    private RecordShape(Constructor<?> constructor, Field[] fields, Class<?>[] types) {
        super(Tag.RECORD);
        this.constructor = constructor;
        this.fields = fields;
        this.types = types;
        boolean onlyFlat = true;
        Writer text = new Writer(128);
        text.writeByte(Tag.RECORD);
        text.writeString(constructor.getDeclaringClass().getName());
        text.writeLength(types.length);
        for (int i = 0; i < types.length; i++) {
            text.writeString(fields[i].getName());
            text.writeString(types[i].getName());
            onlyFlat &= isFlat(types[i]);
        }
        this.flat = onlyFlat;
        describe(text.toByteArray());
    }

    /// The shape of a record class; null if JDK serialization must handle it, because it has hooks
    /// or because its package is not open to us.
    static @Nullable Shape derive(Class<?> type) {
        if (Externalizable.class.isAssignableFrom(type)) {
            return null;
        }
        try {
            for (Method method : type.getDeclaredMethods()) {
                if (isHook(method)) {
                    return null;
                }
            }
            RecordComponent[] components = type.getRecordComponents();
            Field[] fields = new Field[components.length];
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                fields[i] = type.getDeclaredField(components[i].getName());
                types[i] = components[i].getType();
                if (!fields[i].trySetAccessible()) {
                    return null;
                }
            }
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.trySetAccessible()
                    ? new RecordShape(constructor, fields, types)
                    : null;
        } catch (ReflectiveOperationException | LinkageError unusual) {
            return null; // JDK serialization then says what is wrong with the class
        }
    }

    private static boolean isHook(Method method) {
        String name = method.getName();
        return method.getParameterCount() == 0
                && (name.equals("writeReplace") || name.equals("readResolve"));
    }

    private static boolean isFlat(Class<?> type) {
        return type.isPrimitive()
                || type == String.class
                || Enum.class.isAssignableFrom(type)
                || type == Integer.class
                || type == Long.class
                || type == Double.class
                || type == Boolean.class;
    }

    @Override
    boolean write(Object value, ValueWriter out) {
        if (!flat && !out.seen.add(value)) {
            return false;
        }
        if (!out.writeHead(this)) {
            return false;
        }
        try {
            for (int i = 0; i < types.length; i++) {
                if (!writeComponent(value, fields[i], types[i], out)) {
                    return false;
                }
            }
            return true;
        } catch (IllegalAccessException closed) {
            throw new AssertionError(closed); // made accessible in derive
        }
    }

    private static boolean writeComponent(
            Object value, Field field, Class<?> type, ValueWriter values)
            throws IllegalAccessException {
        Writer out = values.out;
        if (!type.isPrimitive()) {
            return values.write(field.get(value));
        }
        if (type == int.class) {
            out.writeInt(field.getInt(value));
        } else if (type == long.class) {
            out.writeLong(field.getLong(value));
        } else if (type == double.class) {
            out.writeLong(Double.doubleToRawLongBits(field.getDouble(value)));
        } else if (type == boolean.class) {
            out.writeByte(field.getBoolean(value) ? 1 : 0);
        } else if (type == float.class) {
            out.writeInt(Float.floatToRawIntBits(field.getFloat(value)));
        } else if (type == byte.class) {
            out.writeByte(field.getByte(value));
        } else if (type == short.class) {
            out.writeShort(field.getShort(value));
        } else {
            out.writeShort(field.getChar(value));
        }
        return true;
    }

    @Override
    Object read(ValueReader in) {
        @Nullable Object[] arguments = new @Nullable Object[types.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = types[i].isPrimitive() ? readPrimitive(types[i], in.in) : in.read();
        }
        Throwable failure;
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException thrown) {
            failure = thrown.getCause() != null ? thrown.getCause() : thrown;
        } catch (ReflectiveOperationException | IllegalArgumentException mismatch) {
            failure = mismatch;
        }
        throw Reader.unreadable(
                "a record refused its components: record="
                        + constructor.getDeclaringClass().getName()
                        + ", cause="
                        + UnreadableException.describe(failure),
                failure);
    }

    private static Object readPrimitive(Class<?> type, Reader in) {
        if (type == int.class) {
            return in.readInt();
        } else if (type == long.class) {
            return in.readLong();
        } else if (type == double.class) {
            return Double.longBitsToDouble(in.readLong());
        } else if (type == boolean.class) {
            return in.readByte() != 0;
        } else if (type == float.class) {
            return Float.intBitsToFloat(in.readInt());
        } else if (type == byte.class) {
            return in.readByte();
        } else if (type == short.class) {
            return in.readShort();
        } else {
            return (char) in.readShort();
        }
    }

    /// A description in words, for the error that two of them differ.
    static String inWords(byte[] description) {
        Reader in = new Reader(description, 1, description.length - 1);
        in.readString();
        StringBuilder words = new StringBuilder("(");
        int count = in.readCount();
        for (int i = 0; i < count; i++) {
            String name = in.readString();
            words.append(i == 0 ? "" : ", ").append(in.readString()).append(' ').append(name);
        }
        return words.append(')').toString();
    }
}
