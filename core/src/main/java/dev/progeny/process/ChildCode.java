package dev.progeny.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The part of a child's command line that names its code: class path or module path, and the main
/// class. As this JVM has them, unless the options say otherwise.
///
/// On the class path Progeny's jar comes first, where it holds nothing else: then one archive is
/// good for all class paths. On a module path an archive is good for the very same modules alone.
///
/// @param options for the command line
/// @param recorded the same for the recording of an archive: the part of it that is archived; none
///     where there can be no archive
/// @param files those that an archive depends on
record ChildCode(List<String> options, List<String> recorded, List<Path> files) {
    private static final String MAIN_CLASS = ChildMain.class.getName();
    private static final String CLASS_PATH = "-cp";

    ChildCode {
        options = List.copyOf(options);
        recorded = List.copyOf(recorded);
        files = List.copyOf(files);
    }

    static ChildCode of(LaunchOptionsValue options) {
        var self = ChildMain.class.getModule();
        String modulePath = System.getProperty("jdk.module.path", "");
        var classPath =
                options.classPath() == null ? ownClassPath() : new ArrayList<>(options.classPath());
        if (self.isNamed()) {
            return ofModule(self.getName(), modulePath, classPath);
        }
        addLibrary(classPath, options.classPath() != null);
        var code = new ArrayList<String>();
        code.add("--enable-native-access=ALL-UNNAMED");
        addModules(code, modulePath);
        code.add(CLASS_PATH);
        code.add(String.join(File.pathSeparator, classPath));
        code.add(MAIN_CLASS);
        String library = Library.location();
        if (!modulePath.isEmpty() || classPath.isEmpty() || !classPath.getFirst().equals(library)) {
            return new ChildCode(code, List.of(), List.of());
        }
        var recorded = new ArrayList<>(code);
        recorded.set(recorded.indexOf(CLASS_PATH) + 1, library);
        return new ChildCode(code, recorded, List.of(Path.of(library)));
    }

    /// The same code, begun at another class.
    List<String> optionsFor(Class<?> main) {
        var all = new ArrayList<>(options);
        all.add(all.removeLast().replace(MAIN_CLASS, main.getName()));
        return all;
    }

    private static ChildCode ofModule(String self, String modulePath, List<String> classPath) {
        var code = new ArrayList<String>();
        code.add("--enable-native-access=" + self);
        addModules(code, modulePath);
        if (!classPath.isEmpty()) {
            code.add(CLASS_PATH);
            code.add(String.join(File.pathSeparator, classPath));
        }
        code.add("-m");
        code.add(self + "/" + MAIN_CLASS);
        return classPath.isEmpty()
                ? new ChildCode(code, code, modules(modulePath))
                : new ChildCode(code, List.of(), List.of());
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
        code.add(String.join(File.pathSeparator, absoluteEntries(modulePath)));
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

    /// The jars of a module path, those in its directories too.
    private static List<Path> modules(String modulePath) {
        var files = new ArrayList<Path>();
        if (modulePath.isEmpty()) { // a runtime image that has the library in it
            return files;
        }
        for (String entry : absoluteEntries(modulePath)) {
            var path = Path.of(entry);
            if (!Files.isDirectory(path)) {
                files.add(path);
                continue;
            }
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
                inside.forEach(files::add);
            } catch (IOException | DirectoryIteratorException e) {
                files.add(path); // no file, so there will be no archive
            }
        }
        files.sort(null);
        return files;
    }

    private static List<String> ownClassPath() {
        String path = System.getProperty("java.class.path", "");
        return path.isEmpty() ? new ArrayList<>() : absoluteEntries(path);
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
