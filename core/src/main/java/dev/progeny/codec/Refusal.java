package dev.progeny.codec;

import org.jspecify.annotations.Nullable;

import java.io.NotSerializableException;
import java.io.Serializable;

/// Says why a value cannot be sent: which class is to blame, where it hangs, what to write instead.
/// Works after the failure only, so it may take its time; it never fails itself.
final class Refusal {
    private Refusal() {}

    /// Explains the failure of an attempt to encode the value.
    static UnsendableException of(@Nullable Object value, Throwable failure) {
        if (failure instanceof UnsendableException known) {
            return known;
        }
        try {
            return explain(value, failure);
        } catch (Throwable hostile) {
            String type = value == null ? "null" : value.getClass().getName();
            return new UnsendableException(
                    type + " cannot be sent: cause=" + UnreadableException.describe(failure),
                    type,
                    type,
                    failure);
        }
    }

    private static UnsendableException explain(@Nullable Object value, Throwable failure) {
        if (failure instanceof NotSerializableException) {
            Culprit found = CulpritSearch.in(value, Refusal::isNotSerializable);
            if (found != null) {
                return notSerializable(value, found, failure);
            }
        }
        return failed(value, failure);
    }

    private static boolean isNotSerializable(Object object) {
        return !(object instanceof Serializable);
    }

    private static UnsendableException notSerializable(
            @Nullable Object value, Culprit found, Throwable failure) {
        Class<?> type = found.object().getClass();
        String text;
        if (LambdaNames.isLambda(type)) {
            text = lambdaText(value, found, type);
        } else if (value != null && LambdaNames.isLambda(value.getClass())) {
            text = capturedText(found, type);
        } else if (found.object() == value) {
            text = type.getName() + " cannot be sent: it is not Serializable; make it Serializable";
        } else {
            text =
                    LambdaNames.of(value)
                            + " contains "
                            + type.getName()
                            + ", which is not Serializable; path: "
                            + found.path()
                            + "; make it Serializable, or send what is needed of it";
        }
        return new UnsendableException(text, type.getName(), found.path(), failure);
    }

    private static String capturedText(Culprit found, Class<?> type) {
        boolean isThis = found.path().endsWith(CulpritSearch.CAPTURED_THIS);
        return "task captured "
                + (isThis ? "this (" + type.getName() + ")" : type.getName())
                + ", which is not Serializable; path: "
                + found.path()
                + (isThis
                        ? "; copy the fields it uses to local variables, or make its method static"
                        : "; pass its fields, or make the lambda static");
    }

    private static String lambdaText(@Nullable Object value, Culprit found, Class<?> type) {
        Class<?>[] interfaces = type.getInterfaces();
        Class<?> role = interfaces.length == 0 ? Object.class : interfaces[0];
        return LambdaNames.of(found.object())
                + " is not Serializable, because its interface "
                + role.getName()
                + " is not"
                + (found.object() == value ? "" : "; path: " + found.path())
                + "; write it where a "
                + remoteNameOf(role)
                + " is expected, or cast it to ("
                + role.getSimpleName()
                + " & java.io.Serializable); through a variable of type ExecutorService a lambda"
                + " is not serializable";
    }

    private static String remoteNameOf(Class<?> role) {
        return switch (role.getName()) {
            case "java.lang.Runnable" -> "RemoteRunnable";
            case "java.util.function.Supplier" -> "RemoteSupplier";
            case "java.util.function.Function" -> "RemoteFunction";
            case "java.util.function.BiFunction" -> "RemoteBiFunction";
            default -> "RemoteCallable";
        };
    }

    /// The value's own code failed, or the value is too deep or too large.
    private static UnsendableException failed(@Nullable Object value, Throwable failure) {
        String blamed = hookOwner(failure);
        Culprit found =
                blamed == null
                        ? null
                        : CulpritSearch.in(value, o -> o.getClass().getName().equals(blamed));
        String root = LambdaNames.of(value);
        String path = found == null ? root : found.path();
        String name = blamed != null ? blamed : value == null ? "null" : value.getClass().getName();
        String text =
                root
                        + " cannot be sent: "
                        + (blamed == null ? "" : "the serialization of " + blamed + " failed, ")
                        + "cause="
                        + UnreadableException.describe(failure)
                        + (found == null || found.object() == value ? "" : "; path: " + path)
                        + remedy(failure);
        return new UnsendableException(text, name, path, failure);
    }

    private static String remedy(Throwable failure) {
        return failure instanceof StackOverflowError
                ? "; it is nested too deeply: send a list instead of a chain"
                : "";
    }

    /// The class whose own serialization method is in the stack of the failure.
    private static @Nullable String hookOwner(Throwable failure) {
        for (StackTraceElement frame : failure.getStackTrace()) {
            switch (frame.getMethodName()) {
                case "writeObject", "writeReplace", "writeExternal" -> {
                    String name = frame.getClassName();
                    if (!name.startsWith("java.")) {
                        return name;
                    }
                }
                default -> {}
            }
        }
        return null;
    }
}
