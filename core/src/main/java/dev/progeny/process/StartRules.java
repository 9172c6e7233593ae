package dev.progeny.process;

import dev.progeny.os.Os;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

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

    static void check(LaunchOptionsValue options) {
        check(options.startMethod());
        if (options.startMethod() == StartMethod.FORK) {
            var refused = optionsThatCannotChange(options);
            if (!refused.isEmpty()) {
                throw new StartException(
                        "a fork of this JVM has its options, which cannot be changed: "
                                + String.join(", ", refused)
                                + "; leave them out, or use another start method",
                        null);
            }
        }
    }

    private static List<String> optionsThatCannotChange(LaunchOptionsValue options) {
        var refused = new ArrayList<String>();
        options.jvmOptions().stream().filter(o -> !ForkedMain.isProperty(o)).forEach(refused::add);
        var others = new LinkedHashMap<String, Boolean>();
        others.put("withClassPath", options.classPath() != null);
        others.put("withEnvironment", !options.environment().isEmpty());
        others.put("withDirectory", options.directory() != null);
        others.put("withJava", options.java() != null);
        others.put("withMemoryLimit", options.memoryLimit() > 0);
        others.put("withAffinity", !options.affinity().isEmpty());
        others.forEach(
                (name, isGiven) -> {
                    if (isGiven) {
                        refused.add(name);
                    }
                });
        return refused;
    }

    private static void check(StartMethod method) {
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
