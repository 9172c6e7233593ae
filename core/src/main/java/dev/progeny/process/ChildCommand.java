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
import java.util.TreeSet;

/// The command line and environment of a child.
final class ChildCommand {
    private static final String MAIN_CLASS = ChildMain.class.getName();

    /// From these a JVM would take options behind our back: an agent's port that is taken already,
    /// a second collector. What they said to this JVM is passed on by [InheritedOptions].
    private static final Set<String> JVM_VARIABLES =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

    private ChildCommand() {}

    static List<String> of(LaunchOptionsValue options, String crashLogPath) {
        var command = new ArrayList<String>();
        command.add(launcher(options));
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
        addCode(command, options);
        return command;
    }

    private static String launcher(LaunchOptionsValue options) {
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

    /// Class path or module path, and the main class: as this JVM has them, unless the options say
    /// otherwise.
    private static void addCode(List<String> command, LaunchOptionsValue options) {
        var self = ChildMain.class.getModule();
        String modulePath = System.getProperty("jdk.module.path", "");
        var classPath =
                options.classPath() == null ? ownClassPath() : new ArrayList<>(options.classPath());
        if (!self.isNamed()) {
            String library = Library.location();
            if (!classPath.contains(library) && options.classPath() != null) {
                classPath.add(library);
            }
            command.add("--enable-native-access=ALL-UNNAMED");
            addModules(command, modulePath);
            command.add("-cp");
            command.add(String.join(File.pathSeparator, classPath));
            command.add(MAIN_CLASS);
            return;
        }
        command.add("--enable-native-access=" + self.getName());
        addModules(command, modulePath);
        if (!classPath.isEmpty()) {
            command.add("-cp");
            command.add(String.join(File.pathSeparator, classPath));
        }
        command.add("-m");
        command.add(self.getName() + "/" + MAIN_CLASS);
    }

    /// The modules of this JVM's boot layer that do not come with every JVM.
    private static void addModules(List<String> command, String modulePath) {
        if (modulePath.isEmpty()) {
            return;
        }
        command.add("-p");
        command.add(absolute(modulePath));
        var roots = new TreeSet<String>();
        for (var module : ModuleLayer.boot().modules()) {
            if (module.getClassLoader() == ClassLoader.getSystemClassLoader()
                    && !module.getName().startsWith("jdk.")) {
                roots.add(module.getName());
            }
        }
        if (!roots.isEmpty()) {
            command.add("--add-modules=" + String.join(",", roots));
        }
    }

    private static List<String> ownClassPath() {
        String path = System.getProperty("java.class.path", "");
        return path.isEmpty() ? new ArrayList<>() : absoluteEntries(path);
    }

    private static String absolute(String path) {
        return String.join(File.pathSeparator, absoluteEntries(path));
    }

    /// A child may run in another directory. An empty entry means the working directory.
    private static List<String> absoluteEntries(String path) {
        var entries = new ArrayList<String>();
        for (String entry : path.split(File.pathSeparator, -1)) {
            entries.add(new File(entry).getAbsolutePath());
        }
        return entries;
    }

    static Map<String, String> environment(LaunchOptionsValue options) {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(JVM_VARIABLES);
        environment.putAll(options.environment());
        return environment;
    }
}
