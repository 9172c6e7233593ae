package dev.progeny.process;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The part of a child's command line that names its code: class path or module path, and the main
/// class. As this JVM has them, unless the options say otherwise.
///
/// On the class path Progeny's jar comes first, where it holds nothing else: then one archive is
/// good for all class paths.
final class ChildCode {
    private static final String MAIN_CLASS = ChildMain.class.getName();

    private ChildCode() {}

    static List<String> of(LaunchOptionsValue options) {
        var code = new ArrayList<String>();
        var self = ChildMain.class.getModule();
        String modulePath = System.getProperty("jdk.module.path", "");
        var classPath =
                options.classPath() == null ? ownClassPath() : new ArrayList<>(options.classPath());
        if (!self.isNamed()) {
            addLibrary(classPath, options.classPath() != null);
            code.add("--enable-native-access=ALL-UNNAMED");
            addModules(code, modulePath);
            code.addAll(onClassPath(String.join(File.pathSeparator, classPath)));
            return code;
        }
        code.add("--enable-native-access=" + self.getName());
        addModules(code, modulePath);
        if (!classPath.isEmpty()) {
            code.add("-cp");
            code.add(String.join(File.pathSeparator, classPath));
        }
        code.add("-m");
        code.add(self.getName() + "/" + MAIN_CLASS);
        return code;
    }

    static List<String> onClassPath(String classPath) {
        return List.of("-cp", classPath, MAIN_CLASS);
    }

    private static void addLibrary(List<String> classPath, boolean isReplaced) {
        String library = Library.location();
        if (Library.isAlone()) {
            classPath.remove(library);
            classPath.addFirst(library);
        } else if (isReplaced && !classPath.contains(library)) {
            classPath.add(library);
        }
    }

    /// The modules of this JVM's boot layer that do not come with every JVM.
    private static void addModules(List<String> code, String modulePath) {
        if (modulePath.isEmpty()) {
            return;
        }
        code.add("-p");
        code.add(absolute(modulePath));
        var roots = new TreeSet<String>();
        for (var module : ModuleLayer.boot().modules()) {
            if (module.getClassLoader() == ClassLoader.getSystemClassLoader()
                    && !module.getName().startsWith("jdk.")) {
                roots.add(module.getName());
            }
        }
        if (!roots.isEmpty()) {
            code.add("--add-modules=" + String.join(",", roots));
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
}
