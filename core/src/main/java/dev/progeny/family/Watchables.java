package dev.progeny.family;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// How objects of public classes can be [Watched], which those classes do not show to users.
///
/// A class registers itself when it is initialised, so before there is an object of it. Safe for
/// use by several threads.
public final class Watchables {
    private static final Map<Class<?>, Function<Object, Watched>> VIEWS = new ConcurrentHashMap<>();

    private Watchables() {}

    /// Lets objects of a final class be watched.
    ///
    /// @param type the class
    /// @param view what watches one of them
    /// @param <T> the class
    public static <T> void register(Class<T> type, Function<? super T, Watched> view) {
        VIEWS.put(type, object -> view.apply(type.cast(object)));
    }

    /// What watches an object.
    ///
    /// @param object of whatever class
    /// @return null if its class has not registered
    public static @Nullable Watched of(Object object) {
        var view = VIEWS.get(object.getClass());
        return view == null ? null : view.apply(object);
    }
}
