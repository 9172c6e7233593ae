package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Objects;

/// Makes proxies: objects of an interface whose methods are calls to a [Target].
final class Proxies {
    private Proxies() {}

    /// A proxy; for the types that we make ourselves, the view that users see.
    static Object make(Class<?> type, Target target, @Nullable Duration timeout) {
        var loader = type.getClassLoader();
        var own = RemoteObject.class.getClassLoader();
        var stub =
                Proxy.newProxyInstance(
                        loader == null ? own : loader,
                        new Class<?>[] {type, RemoteObject.class},
                        new Stub(target, Methods.of(type), timeout));
        return Views.of(type, stub);
    }

    /// Where the calls of a proxy go; null if it is none.
    static @Nullable Target target(Object calls) {
        return Proxy.isProxyClass(calls.getClass())
                        && Proxy.getInvocationHandler(calls) instanceof Stub stub
                ? stub.target
                : null;
    }

    /// The same object through a proxy that finds it again by its name.
    static Object named(Object proxy, String name) {
        var calls = proxy instanceof View view ? view.calls() : proxy;
        return Proxy.getInvocationHandler(calls) instanceof Stub stub
                        && stub.target instanceof RemoteRef ref
                ? make(stub.methods.type(), ref.named(name), stub.timeout)
                : proxy;
    }

    /// The same object through another proxy, whose calls have a time limit.
    static Object within(Object proxy, Duration timeout) {
        var calls = proxy instanceof View view ? view.calls() : proxy;
        if (Proxy.isProxyClass(calls.getClass())
                && Proxy.getInvocationHandler(calls) instanceof Stub stub) {
            return make(stub.methods.type(), stub.target, timeout);
        }
        throw new IllegalArgumentException(
                "not a proxy of a managed object: class="
                        + proxy.getClass().getName()
                        + "; give what a manager returned");
    }

    /// What a proxy does when it is called.
    private record Stub(Target target, Methods methods, @Nullable Duration timeout)
            implements InvocationHandler {
        private static final @Nullable Object[] NOTHING = new @Nullable Object[0];

        @Override
        public @Nullable Object invoke(
                Object proxy, Method method, @Nullable Object @Nullable [] given) throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(method.getName(), given);
            }
            if (method.getDeclaringClass() == RemoteObject.class) {
                return target.handle(methods.type());
            }
            var remote = methods.of(method);
            var arguments = given == null ? NOTHING : given;
            return switch (remote.outcome) {
                case FUTURE -> Timed.future(target.callAsync(remote, arguments), timeout, remote);
                case STREAM ->
                        target.call(remote, arguments, timeout) instanceof StreamCalls calls
                                ? StreamObject.pull(calls)
                                : null;
                case VALUE, REFERENCE -> target.call(remote, arguments, timeout);
            };
        }

        private boolean isSame(@Nullable Object other) {
            return other != null && target.equals(Proxies.target(other));
        }

        private Object ofObject(String name, @Nullable Object @Nullable [] given) {
            return switch (name) {
                case "equals" -> isSame(Objects.requireNonNull(given)[0]);
                case "hashCode" -> target.hashCode();
                default -> methods.type().getSimpleName() + " at " + target;
            };
        }
    }
}
