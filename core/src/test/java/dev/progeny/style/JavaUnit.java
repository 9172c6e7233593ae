package dev.progeny.style;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// A Java source file as the compiler's parser sees it. Parsed only: names are not resolved.
record JavaUnit(SourceFile file, CompilationUnitTree tree, SourcePositions positions) {

    static List<JavaUnit> parse(List<SourceFile> files) {
        var problems = new DiagnosticCollector<JavaFileObject>();
        var inputs = files.stream().map(Input::new).toList();
        Map<URI, SourceFile> byUri =
                inputs.stream().collect(Collectors.toMap(Input::toUri, Input::file));
        var task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(null, null, problems, List.of(), null, inputs);
        var positions = Trees.instance(task).getSourcePositions();
        var units = new ArrayList<JavaUnit>();
        try {
            for (CompilationUnitTree tree : task.parse()) {
                units.add(new JavaUnit(byUri.get(tree.getSourceFile().toUri()), tree, positions));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Diagnostic<?> problem : problems.getDiagnostics()) {
            if (problem.getKind() == Diagnostic.Kind.ERROR) {
                throw new AssertionError("the parser refused a file: " + problem);
            }
        }
        return units;
    }

    static JavaUnit parse(String path, String text) {
        return parse(List.of(new SourceFile(path, text))).getFirst();
    }

    long firstLine(Tree part) {
        return tree.getLineMap().getLineNumber(positions.getStartPosition(tree, part));
    }

    long lastLine(Tree part) {
        return tree.getLineMap().getLineNumber(positions.getEndPosition(tree, part));
    }

    private static final class Input extends SimpleJavaFileObject {
        private final SourceFile file;

        Input(SourceFile file) {
            super(Path.of("/", file.path()).toUri(), Kind.SOURCE);
            this.file = file;
        }

        SourceFile file() {
            return file;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return file.text();
        }
    }
}
