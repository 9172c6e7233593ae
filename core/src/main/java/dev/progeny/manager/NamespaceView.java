package dev.progeny.manager;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A managed namespace as its users see it.
final class NamespaceView extends Same implements RemoteNamespace, View {
    private static final long serialVersionUID = 1L;

    private final transient NamespaceCalls calls;

    NamespaceView(NamespaceCalls calls) {
        this.calls = calls;
    }

    @Override
    public NamespaceCalls calls() {
        return calls;
    }

    @Override
    public Object writeReplace() {
        return handle();
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // by agreement of the users
    public <T> T get(String name) {
        return (T) required(name, calls.get(name));
    }

    private static Object required(String name, @Nullable Object value) {
        if (value == null) {
            throw new NoSuchElementException(
                    "no such value: name=" + name + "; set it before, or look at names()");
        }
        return value;
    }

    @Override
    public void set(String name, Object value) {
        Objects.requireNonNull(name, "name");
        calls.set(name, Objects.requireNonNull(value, "value"));
    }

    @Override
    public void remove(String name) {
        if (!calls.remove(name)) {
            required(name, null);
        }
    }

    @Override
    public List<String> names() {
        return List.copyOf(calls.snapshot().keySet());
    }

    @Override
    public Map<String, Object> snapshot() {
        return calls.snapshot();
    }

    @Override
    public <T> T view(Class<T> type) {
        if (type.isRecord()) {
            return record(type);
        }
        Methods.of(type);
        var loader = type.getClassLoader();
        return type.cast(
                Proxy.newProxyInstance(
                        loader == null ? NamespaceView.class.getClassLoader() : loader,
                        new Class<?>[] {type},
                        (proxy, method, given) -> use(type, proxy, method, given)));
    }

    private @Nullable Object use(
            Class<?> type, Object proxy, Method method, @Nullable Object @Nullable [] given) {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> Objects.requireNonNull(given)[0] == proxy;
                case "hashCode" -> hashCode();
                default -> type.getSimpleName() + this;
            };
        }
        if (given == null) {
            return get(method.getName());
        }
        if (given.length != 1) {
            throw new IllegalArgumentException(
                    "neither reads nor sets a value: method="
                            + method
                            + "; give it one parameter or none");
        }
        set(method.getName(), Objects.requireNonNull(given[0], "value"));
        return null;
    }

    private <T> T record(Class<T> type) {
        var values = calls.snapshot();
        var components = type.getRecordComponents();
        try {
            var constructor =
                    type.getDeclaredConstructor(
                            Stream.of(components)
                                    .map(RecordComponent::getType)
                                    .toArray(Class<?>[]::new));
            constructor.trySetAccessible();
            return constructor.newInstance(
                    Stream.of(components)
                            .map(one -> required(one.getName(), values.get(one.getName())))
                            .toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    "the record cannot be made: type="
                            + type.getName()
                            + "; make it public, or open its package to dev.progeny",
                    e);
        }
    }

    @Override
    public String toString() {
        return calls.snapshot().entrySet().stream()
                .filter(value -> !value.getKey().startsWith("_"))
                .map(value -> value.getKey() + "=" + value.getValue())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
