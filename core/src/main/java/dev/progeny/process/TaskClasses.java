package dev.progeny.process;

/// Where the classes of a task come from.
final class TaskClasses {
    private TaskClasses() {}

    /// The loader that knows the task: its own, or this thread's where the task belongs to a
    /// library that runs others' code.
    static ClassLoader loaderFor(Object task) {
        var own = task.getClass().getClassLoader();
        if (own != null && areOwn(own)) {
            return own;
        }
        var context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }

    /// Whether a loader knows classes that the class path does not, so that children must ask.
    static boolean areOwn(ClassLoader loader) {
        return loader != ClassLoader.getSystemClassLoader()
                && loader != ClassLoader.getPlatformClassLoader();
    }
}
