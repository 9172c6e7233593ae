package dev.progeny.shm;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/// How the records of a class lie in memory: their components in order, each aligned as C would.
///
/// @param <R> the records
final class RecordForm<R extends Record> {
    private static final ClassValue<RecordForm<?>> FORMS =
            new ClassValue<>() {
                @Override
                protected RecordForm<?> computeValue(Class<?> type) {
                    return new RecordForm<>(type.asSubclass(Record.class));
                }
            };

    private final Constructor<R> constructor;
    private final List<Part> parts;
    private final StructLayout layout;

    /// @param name of the component
    /// @param accessor reads it from a record
    /// @param slot its kind
    /// @param offset where it is in the record
    private record Part(String name, Method accessor, Slot slot, long offset) {}

    private RecordForm(Class<R> type) {
        var components = type.getRecordComponents();
        var types = new Class<?>[components.length];
        var members = new ArrayList<MemoryLayout>();
        var all = new ArrayList<Part>();
        long end = 0;
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            var slot = slotOf(type, components[i]);
            long offset = align(end, slot.layout().byteAlignment(), members);
            members.add(slot.layout().withName(components[i].getName()));
            all.add(new Part(components[i].getName(), accessor(components[i]), slot, offset));
            end = offset + slot.layout().byteSize();
        }
        long alignment = members.stream().mapToLong(MemoryLayout::byteAlignment).max().orElse(1);
        align(end, alignment, members);
        parts = List.copyOf(all);
        layout =
                MemoryLayout.structLayout(members.toArray(MemoryLayout[]::new))
                        .withName(type.getSimpleName());
        constructor = constructor(type, types);
    }

    /// Adds padding up to a multiple of the alignment.
    private static long align(long end, long alignment, List<MemoryLayout> members) {
        long aligned = Math.ceilDiv(end, alignment) * alignment;
        if (aligned > end) {
            members.add(MemoryLayout.paddingLayout(aligned - end));
        }
        return aligned;
    }

    /// The form of a class.
    ///
    /// @throws IllegalArgumentException if a component has no fixed size
    @SuppressWarnings("unchecked") // computed from this class
    static <R extends Record> RecordForm<R> of(Class<R> type) {
        return (RecordForm<R>) FORMS.get(type);
    }

    private static Slot slotOf(Class<?> owner, RecordComponent component) {
        Class<?> type = component.getType();
        var length = component.getAnnotation(Length.class);
        if (length != null && length.value() > 0) {
            var element = type.isArray() ? Scalar.of(type.getComponentType()) : null;
            if (type == String.class) {
                return new Slot.OfText(length.value());
            } else if (element != null && element != Scalar.BOOLEAN) {
                return new Slot.OfArray(type.getComponentType(), element.layout(), length.value());
            }
        } else if (length == null) {
            var scalar = Scalar.of(type);
            if (scalar != null) {
                return new Slot.OfScalar(scalar);
            } else if (type.isEnum()) {
                return new Slot.OfEnum(type);
            } else if (type.isRecord()) {
                return new Slot.OfRecord(of(type.asSubclass(Record.class)));
            }
        }
        throw new IllegalArgumentException(
                "component has no fixed size: record="
                        + owner.getName()
                        + ", component="
                        + component.getName()
                        + ", type="
                        + type.getTypeName()
                        + "; use a primitive, an enum, a record, or @Length(n) on a String or an"
                        + " array of numbers");
    }

    private static Method accessor(RecordComponent component) {
        var accessor = component.getAccessor();
        if (!accessor.trySetAccessible()) {
            throw closed(component.getDeclaringRecord());
        }
        return accessor;
    }

    private static <R> Constructor<R> constructor(Class<R> type, Class<?>[] types) {
        try {
            var constructor = type.getDeclaredConstructor(types);
            if (constructor.trySetAccessible()) {
                return constructor;
            }
        } catch (NoSuchMethodException e) {
            throw new AssertionError("a record has its canonical constructor", e);
        }
        throw closed(type);
    }

    private static IllegalArgumentException closed(Class<?> type) {
        return new IllegalArgumentException(
                "record is closed to Progeny: record="
                        + type.getName()
                        + "; let its module open its package to dev.progeny");
    }

    StructLayout layout() {
        return layout;
    }

    /// Makes a record from memory, by its canonical constructor.
    ///
    /// @throws IllegalStateException if the constructor refuses what the memory holds
    R read(MemorySegment from, long offset) {
        var values = new Object[parts.size()];
        for (int i = 0; i < values.length; i++) {
            var part = parts.get(i);
            values[i] = part.slot.read(from, offset + part.offset);
        }
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "record refuses what the memory holds: record="
                            + constructor.getDeclaringClass().getName()
                            + "; a new array holds zeros",
                    e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("made accessible before", e);
        }
    }

    /// Stores a record.
    ///
    /// @param path names that lead to it, for messages
    /// @throws IllegalArgumentException if a component has no room for its value
    void write(MemorySegment into, long offset, Record value, String path) {
        for (var part : parts) {
            Object component;
            try {
                component = part.accessor.invoke(value);
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(
                        "record does not tell its component: " + path + part.name, e.getCause());
            } catch (IllegalAccessException e) {
                throw new LinkageError("made accessible before", e);
            }
            part.slot.write(into, offset + part.offset, component, path + part.name);
        }
    }
}
