package dev.progeny.process;

import dev.progeny.os.Os;

/// When a child may be started.
final class StartRules {
    private static final StackWalker STACK = StackWalker.getInstance();

    private StartRules() {}

    /// Refuses what would make children without end: a child that starts children from a static
    /// initializer does so in each child that loads the class, and theirs.
    static void check() {
        int depth = ThisProcess.depth();
        if (depth == 0) {
            return;
        }
        if (depth >= ThisProcess.DEPTH_LIMIT) {
            throw new IllegalStateException(
                    "children are nested too deep: depth="
                            + depth
                            + "; a task that starts itself? Raise -Ddev.progeny.depth if not");
        }
        STACK.walk(
                        frames ->
                                frames.filter(f -> f.getMethodName().equals("<clinit>"))
                                        .map(StackWalker.StackFrame::getClassName)
                                        .findFirst())
                .ifPresent(
                        name -> {
                            throw new IllegalStateException(
                                    "a child process cannot start children from a static"
                                            + " initializer, since each of them would do so again:"
                                            + " class="
                                            + name
                                            + "; start them from a method, such as main");
                        });
    }

    static void checkMemory(long limit) {
        if (limit > 0 && Os.current().privateMemory(ThisProcess.pid()) < 0) {
            throw new StartException(
                    "this system does not tell how much memory a process has, so it cannot be"
                            + " limited: limit="
                            + limit
                            + "; use withMemoryLimit, which limits the heap",
                    null);
        }
    }

    static void check(StartMethod method) {
        var availability = method.availability();
        if (!availability.isAvailable()) {
            throw new StartException(
                    "start method "
                            + method
                            + " is not available: "
                            + availability.reason()
                            + "; SPAWN works everywhere",
                    null);
        }
    }
}
