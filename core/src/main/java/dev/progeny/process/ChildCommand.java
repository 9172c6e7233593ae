package dev.progeny.process;

import dev.progeny.park.Spin;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The command line and environment of a child.
final class ChildCommand {
    /// From these a JVM would take options behind our back: an agent's port that is taken already,
    /// a second collector. What they said to this JVM is passed on by [InheritedOptions].
    private static final Set<String> JVM_VARIABLES =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private ChildCommand() {}

    /// The whole command: the launcher, then options of the JVM, then the code.
    @SafeVarargs
    static List<String> of(String java, List<String>... parts) {
        var command = new ArrayList<String>();
        command.add(java);
        for (var part : parts) {
            command.addAll(part);
        }
        return command;
    }

    /// All before the code.
    static List<String> jvmOptions(LaunchOptionsValue options, String crashLogPath) {
        var command = new ArrayList<String>();
        if (options.jvmOptions().stream().noneMatch(o -> o.matches("-XX:\\+Use\\w+GC"))) {
            // a child's heap is small, and N workers must not start N times the collector threads
            command.add("-XX:+UseSerialGC");
        }
        command.add("-XX:-UsePerfData"); // its file would outlive a killed child
        command.add("-XX:ErrorFile=" + crashLogPath);
        // 11 ms of a cold start, see docs/adr/0003
        command.add("-Djdk.reflect.useNativeAccessorOnly=true");
        command.addAll(InheritedOptions.ofThisJvm());
        if (options.memoryLimit() > 0) {
            command.add("-Xmx" + options.memoryLimit());
        }
        if (options.cpus() > 0) {
            command.add("-XX:ActiveProcessorCount=" + options.cpus());
            command.add("-D" + Spin.PROCESSORS_PROPERTY + "=" + Spin.processors());
        }
        command.addAll(options.jvmOptions());
        return command;
    }

    static String launcher(LaunchOptionsValue options) {
        var java = options.java();
        if (java != null) {
            return java;
        }
        var launcher = Path.of(System.getProperty("java.home"), "bin", executableName());
        if (!Files.exists(launcher)) {
            throw new StartException(
                    "this Java runtime has no launcher: "
                            + launcher
                            + "; name one with LaunchOptions.withJava",
                    null);
        }
        return launcher.toString();
    }

    private static String executableName() {
        return File.separatorChar == '\\' ? "java.exe" : "java";
    }

    static Map<String, String> environment(LaunchOptionsValue options) {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(JVM_VARIABLES);
        environment.putAll(options.environment());
        return environment;
    }
}
