package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/// Walks what JDK serialization would write of a value, nearest first, for the object that is to
/// blame. Bounded, since the value may be anything.
final class CulpritSearch {
    static final String CAPTURED_THIS = "captured this";

    private static final int MAX_OBJECTS = 100_000;
    private static final int MAX_ELEMENTS = 10_000;

    /// An object, and the steps to it.
    private record Step(Object object, @Nullable Step from, String name) {}

    private final Predicate<Object> isCulprit;
    private final Queue<Step> open = new ArrayDeque<>();
    private final IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();

    private CulpritSearch(Predicate<Object> isCulprit) {
        this.isCulprit = isCulprit;
    }

    static @Nullable Culprit in(@Nullable Object value, Predicate<Object> isCulprit) {
        if (value == null) {
            return null;
        }
        CulpritSearch search = new CulpritSearch(isCulprit);
        search.add(value, null, LambdaNames.of(value));
        return search.run();
    }

    private @Nullable Culprit run() {
        for (Step step = open.poll(); step != null; step = open.poll()) {
            if (isCulprit.test(step.object)) {
                return new Culprit(step.object, path(step));
            }
            expandGuarded(step);
        }
        return null;
    }

    private void expandGuarded(Step step) {
        try {
            expand(step);
        } catch (RuntimeException | LinkageError hostile) {
            // What does not show what it holds is passed over.
            return;
        }
    }

    private static String path(Step last) {
        StringBuilder path = new StringBuilder(last.name);
        for (Step step = last.from; step != null; step = step.from) {
            path.insert(0, step.name + " -> ");
        }
        return path.toString();
    }

    private void add(@Nullable Object object, @Nullable Step from, String name) {
        if (object == null
                || object instanceof String
                || object instanceof Class
                || object instanceof Enum
                || seen.size() >= MAX_OBJECTS
                || seen.put(object, Boolean.TRUE) != null) {
            return;
        }
        open.add(new Step(object, from, name));
    }

    private void expand(Step step) {
        Object object = step.object;
        if (LambdaNames.isLambda(object.getClass())) {
            expandLambda(step);
        } else if (object instanceof Object[] array) {
            for (int i = 0; i < Math.min(Array.getLength(array), MAX_ELEMENTS); i++) {
                add(array[i], step, "element " + i);
            }
        } else if (isOfJdk(object) && object instanceof Collection<?> elements) {
            int i = 0;
            for (Object element : elements) {
                add(element, step, "element " + i++);
            }
        } else if (isOfJdk(object) && object instanceof Map<?, ?> map) {
            expandMap(step, map);
        } else {
            expandFields(step);
        }
    }

    private static boolean isOfJdk(Object object) {
        return object.getClass().getName().startsWith("java.");
    }

    private void expandLambda(Step step) {
        SerializedLambda fields = LambdaNames.fields(step.object);
        if (fields == null) {
            return;
        }
        boolean isInstance =
                fields.getImplMethodKind() != LambdaBody.INVOKE_STATIC
                        && fields.getImplMethodKind() != LambdaBody.NEW_INVOKE_SPECIAL;
        boolean hasThis = isInstance && fields.getImplMethodName().startsWith("lambda$");
        for (int i = 0; i < fields.getCapturedArgCount(); i++) {
            int number = hasThis ? i : i + 1;
            String name = number == 0 ? CAPTURED_THIS : "captured argument " + number;
            add(fields.getCapturedArg(i), step, name);
        }
    }

    private void expandMap(Step step, Map<?, ?> map) {
        int i = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object key = entry.getKey();
            boolean isPlain = key instanceof String || key instanceof Number;
            add(key, step, "key " + i);
            add(entry.getValue(), step, "value of key " + (isPlain ? key : "number " + i));
            i++;
        }
    }

    private void expandFields(Step step) {
        Class<?> type = step.object.getClass();
        while (type != null && java.io.Serializable.class.isAssignableFrom(type)) {
            for (Field field : type.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (!Modifier.isStatic(modifiers)
                        && !Modifier.isTransient(modifiers)
                        && !field.getType().isPrimitive()
                        && field.trySetAccessible()) {
                    add(value(field, step.object), step, "field " + field.getName());
                }
            }
            type = type.getSuperclass();
        }
        if (step.object instanceof Throwable throwable) {
            add(throwable.getCause(), step, "cause");
            for (Throwable suppressed : throwable.getSuppressed()) {
                add(suppressed, step, "suppressed");
            }
        }
    }

    private static @Nullable Object value(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException closed) {
            return null;
        }
    }
}
