package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/// The methods of an interface that can be called from elsewhere, by numbers that both sides work
/// out alike: the first 64 bits of a hash of name and erased types, so that neither order nor
/// other methods matter.
final class Methods {
    private static final ClassValue<Methods> OF =
            new ClassValue<>() {
                @Override
                protected Methods computeValue(Class<?> type) {
                    return new Methods(type);
                }
            };

    private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01b3L;

    private final Class<?> type;
    private final Map<Long, Remote> byNumber = new HashMap<>();
    private final Map<Method, Remote> byMethod = new HashMap<>();

    private Methods(Class<?> type) {
        this.type = type;
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                add(new Remote(method));
            }
        }
        for (Remote remote : byNumber.values()) {
            var waits = remote.method.getAnnotation(Waits.class);
            if (waits != null && !waits.undo().isEmpty()) {
                remote.undo = named(waits.undo());
            }
        }
    }

    private Remote named(String name) {
        for (Remote remote : byNumber.values()) {
            if (remote.method.getName().equals(name)) {
                return remote;
            }
        }
        throw new AssertionError("no such method: interface=" + type + ", name=" + name);
    }

    private void add(Remote remote) {
        byMethod.put(remote.method, remote);
        var other = byNumber.put(remote.number, remote);
        if (other != null && !other.signature().equals(remote.signature())) {
            throw new IllegalArgumentException(
                    "two methods of an interface have the same number: interface="
                            + type.getName()
                            + ", methods="
                            + other.signature()
                            + " and "
                            + remote.signature()
                            + "; rename one");
        }
    }

    /// The methods of an interface.
    ///
    /// @throws IllegalArgumentException if the type is none
    static Methods of(Class<?> type) {
        if (!type.isInterface() || type.isAnnotation()) {
            throw new IllegalArgumentException(
                    "only interfaces have proxies: type="
                            + type.getName()
                            + "; declare the methods that others may call in an interface");
        }
        return OF.get(type);
    }

    Class<?> type() {
        return type;
    }

    @Nullable Remote of(long number) {
        return byNumber.get(number);
    }

    /// The method as this interface has it.
    Remote of(Method method) {
        var found = byMethod.get(method);
        return found != null ? found : new Remote(method);
    }

    Collection<Remote> all() {
        return byNumber.values();
    }

    /// How a result travels.
    enum Outcome {
        VALUE,
        REFERENCE,
        STREAM,
        FUTURE
    }

    /// One method.
    static final class Remote {
        private static final int SLOW_RUNS = 64;

        final Method method;
        final long number;
        final Outcome outcome;

        /// For each parameter the interface it is passed by reference as; null if there is none.
        final @Nullable Class<?> @Nullable [] references;

        /// Takes the object and an array of arguments; null if the method is closed to us. Not
        /// [Method#invoke]: in a child that goes through native code, which keeps a virtual thread
        /// from giving its carrier free while the method waits.
        private final @Nullable MethodHandle handle;

        private @Nullable Remote undo;

        /// While positive, calls get a thread of their own: the method was slow not long ago. A
        /// guess that needs no order.
        private int slow;

        private Remote(Method method) {
            this.method = method;
            handle = handle(method);
            number = hash(signature());
            outcome = outcome(method);
            references = references(method);
            slow = method.isAnnotationPresent(Waits.class) ? Integer.MAX_VALUE : 0;
        }

        private static Outcome outcome(Method method) {
            Class<?> result = method.getReturnType();
            if (method.isAnnotationPresent(ByReference.class)) {
                return Outcome.REFERENCE;
            }
            if (result == Stream.class) {
                return Outcome.STREAM;
            }
            return result == CompletableFuture.class || result == CompletionStage.class
                    ? Outcome.FUTURE
                    : Outcome.VALUE;
        }

        private static @Nullable Class<?> @Nullable [] references(Method method) {
            var parameters = method.getParameters();
            @Nullable Class<?>[] found = new @Nullable Class<?>[parameters.length];
            boolean isAny = false;
            for (int i = 0; i < found.length; i++) {
                if (parameters[i].isAnnotationPresent(ByReference.class)) {
                    found[i] = Methods.of(parameters[i].getType()).type();
                    isAny = true;
                }
            }
            return isAny ? found : null;
        }

        boolean isSlow() {
            return slow > 0;
        }

        void wasSlow() {
            if (slow < Integer.MAX_VALUE) {
                slow = SLOW_RUNS;
            }
        }

        /// Notes a run on a thread of its own that would not have needed one.
        void wasFast() {
            if (isSlow() && slow < Integer.MAX_VALUE) {
                slow--;
            }
        }

        /// What takes a result back that comes too late; null if that is not needed.
        @Nullable Remote undo() {
            return undo;
        }

        /// Runs the method.
        ///
        /// @throws Throwable what it throws, not wrapped
        @Nullable Object invoke(Object target, @Nullable Object[] arguments) throws Throwable {
            if (handle == null) {
                throw new CallRefusedException(
                        "the method cannot be called here: method="
                                + this
                                + "; make its interface public, or open its package to"
                                + " dev.progeny");
            }
            return handle.invokeExact(target, arguments);
        }

        private static @Nullable MethodHandle handle(Method method) {
            try {
                method.trySetAccessible();
                var direct = MethodHandles.lookup().unreflect(method).asFixedArity();
                return direct.asType(direct.type().generic())
                        .asSpreader(Object[].class, method.getParameterCount());
            } catch (IllegalAccessException e) {
                return null;
            }
        }

        /// Whether a call that was given up may take its time to end.
        boolean endsLate() {
            var waits = method.getAnnotation(Waits.class);
            return waits != null && waits.endsLate();
        }

        boolean throwsWhenInterrupted() {
            for (Class<?> thrown : method.getExceptionTypes()) {
                if (thrown.isAssignableFrom(InterruptedException.class)) {
                    return true;
                }
            }
            return false;
        }

        /// Whether a caller waits for the answer even where he is interrupted.
        boolean isUninterrupted() {
            return method.isAnnotationPresent(Uninterrupted.class)
                    || (method.getDeclaringClass().isAnnotationPresent(Uninterrupted.class)
                            && !throwsWhenInterrupted());
        }

        /// Whether interrupts do not even end its search for a server that cannot be reached.
        boolean connectsUninterrupted() {
            return method.isAnnotationPresent(Uninterrupted.class);
        }

        private String signature() {
            var text = new StringBuilder(method.getName()).append('(');
            for (Class<?> parameter : method.getParameterTypes()) {
                text.append(parameter.descriptorString());
            }
            return text.append(')').append(method.getReturnType().descriptorString()).toString();
        }

        private static long hash(String text) {
            long hash = FNV_OFFSET;
            for (int i = 0; i < text.length(); i++) {
                hash = (hash ^ text.charAt(i)) * FNV_PRIME;
            }
            return hash;
        }

        @Override
        public String toString() {
            return method.getDeclaringClass().getSimpleName() + "." + method.getName();
        }
    }
}
