package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

/// Finds the method behind a lambda by reflection. Part of the lean path.
///
/// The JDK makes a sent lambda only through the class that wrote it, so that a message cannot name
/// any method it likes. To keep that, only two kinds of methods are called directly: those of the
/// class that wrote the lambda, and those of classes that the filter allows. All others are left
/// to the real lambda.
final class LambdaBody {
    // The reference kinds of the class file format, which SerializedLambda uses.
    static final int INVOKE_VIRTUAL = 5;
    static final int INVOKE_STATIC = 6;
    static final int INVOKE_SPECIAL = 7;
    static final int NEW_INVOKE_SPECIAL = 8;
    static final int INVOKE_INTERFACE = 9;

    private LambdaBody() {}

    static @Nullable Executable find(LambdaShape shape, ClassFilter filter) {
        try {
            Class<?> type =
                    ClassLookup.find(
                            shape.bodyClass.replace('/', '.'), loaderOf(shape.capturingClass));
            if (type != shape.capturingClass && !filter.allows(type)) {
                return null;
            }
            Executable found =
                    shape.kind == NEW_INVOKE_SPECIAL
                            ? constructor(shape, type)
                            : method(shape, type);
            return found != null && found.trySetAccessible() ? found : null;
        } catch (ClassNotFoundException | LinkageError missing) {
            return null; // making the real lambda then says what is missing
        }
    }

    private static ClassLoader loaderOf(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null ? loader : ClassLookup.loader();
    }

    private static @Nullable Constructor<?> constructor(LambdaShape shape, Class<?> type) {
        for (Constructor<?> candidate : type.getDeclaredConstructors()) {
            if (takes(candidate, shape.bodySignature)) {
                return candidate;
            }
        }
        return null;
    }

    private static @Nullable Method method(LambdaShape shape, Class<?> type) {
        Method found = null;
        for (Class<?> c = type; c != null && found == null; c = c.getSuperclass()) {
            found = among(c.getDeclaredMethods(), shape);
        }
        if (found == null) {
            found = among(type.getMethods(), shape);
        }
        if (found == null) {
            return null;
        }
        boolean isStatic = Modifier.isStatic(found.getModifiers());
        boolean special = shape.kind == INVOKE_SPECIAL;
        boolean fits =
                isStatic == (shape.kind == INVOKE_STATIC)
                        && (!special || Modifier.isPrivate(found.getModifiers()));
        return fits ? found : null;
    }

    private static @Nullable Method among(Method[] methods, LambdaShape shape) {
        String signature = shape.bodySignature;
        for (Method candidate : methods) {
            if (candidate.getName().equals(shape.bodyMethod)
                    && takes(candidate, signature)
                    && signature.endsWith(descriptor(candidate.getReturnType()))) {
                return candidate;
            }
        }
        return null;
    }

    /// Whether these are the parameters of the signature.
    private static boolean takes(Executable candidate, String signature) {
        int at = 1;
        for (Class<?> parameter : candidate.getParameterTypes()) {
            String descriptor = descriptor(parameter);
            if (!signature.startsWith(descriptor, at)) {
                return false;
            }
            at += descriptor.length();
        }
        return at < signature.length() && signature.charAt(at) == ')';
    }

    /// As in a class file. That of [Class#descriptorString()] initializes tables we do without.
    private static String descriptor(Class<?> type) {
        String name = type.getName();
        if (type.isArray()) {
            return name.replace('.', '/');
        }
        if (!type.isPrimitive()) {
            return "L".concat(name.replace('.', '/')).concat(";");
        }
        if (type == boolean.class) {
            return "Z";
        }
        if (type == long.class) {
            return "J";
        }
        // The other primitives begin with their letter.
        return String.valueOf((char) (name.charAt(0) - 'a' + 'A'));
    }
}
