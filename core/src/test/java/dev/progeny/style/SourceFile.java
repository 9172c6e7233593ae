package dev.progeny.style;

import java.util.List;

/// A text file of the repository, or one that a test planted.
///
/// @param path relative to the root of the repository, with `/`
/// @param text the whole of it
record SourceFile(String path, String text) {

    String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    List<String> lines() {
        return text.lines().toList();
    }

    boolean isJava() {
        return path.endsWith(".java");
    }

    boolean isScript() {
        return text.startsWith("#!") || path.endsWith(".sh") || path.endsWith(".py");
    }

    boolean isProse() {
        return path.endsWith(".md");
    }

    /// Whether it is code that runs outside of tests.
    boolean isMain() {
        return path.contains("/src/main/java/");
    }

    boolean isTest() {
        return path.contains("/src/test/java/");
    }

    /// Whether it is code that users of the library load.
    boolean isPublished() {
        return path.matches("(core|fory|python)/src/main/java/.*");
    }
}
