package dev.progeny.codec;

/// Finds classes by name, without initializing them.
final class ClassLookup {
    private ClassLookup() {}

    /// The loader that this thread's messages are rebuilt with.
    static ClassLoader loader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context != null ? context : own();
    }

    private static ClassLoader own() {
        ClassLoader own = ClassLookup.class.getClassLoader();
        return own != null ? own : ClassLoader.getSystemClassLoader();
    }

    static Class<?> find(String name, ClassLoader loader) throws ClassNotFoundException {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException missing) {
            ClassLoader own = own();
            if (own == loader) {
                throw missing;
            }
            return Class.forName(name, false, own);
        }
    }

    /// Finds a class that a message names, and lets it pass the filter.
    static Class<?> find(String name, ClassLoader loader, ClassFilter filter) {
        Class<?> type;
        try {
            type = find(name, loader);
        } catch (ClassNotFoundException | LinkageError missing) {
            throw Reader.unreadable(
                    "a class of the message is missing here: class="
                            + name
                            + "; add it to the class path of this process",
                    missing);
        }
        if (!filter.allows(type)) {
            throw Reader.unreadable(filter.refusal(type), null);
        }
        return type;
    }
}
