package dev.progeny.examples.demo;

import java.io.Serializable;
import java.util.List;

/// What a worker reads in one go: some hundred classes of one jar or of one module of the JDK.
///
/// Small enough that its loss with a dying worker costs little, large enough that sending it does
/// not matter.
sealed interface WorkUnit extends Serializable {

    /// A unit is closed when it holds this many classes …
    int MOST_CLASSES = 250;

    /// … or this many bytes of class files, whichever comes first.
    long MOST_BYTES = 1_000_000;

    /// Number of class files in this unit.
    int classes();

    /// Where the classes are, for people: a file name or a module.
    String container();

    /// Which part of what this is, in a line for people.
    String describe();

    /// A part of a jar: its class entries from number `from` up to, but without, number `to`, in
    /// the order of the jar's directory. Numbers, because a jar may hold two entries of one name.
    record JarSlice(String path, int from, int to) implements WorkUnit {
        @Override
        public int classes() {
            return to - from;
        }

        @Override
        public String container() {
            return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        }

        @Override
        public String describe() {
            return path + ", classes " + from + " to " + (to - 1);
        }
    }

    /// A part of a module of the running JDK: class files by their paths within the module.
    record ModuleSlice(String module, List<String> files) implements WorkUnit {
        public ModuleSlice {
            files = List.copyOf(files);
        }

        @Override
        public int classes() {
            return files.size();
        }

        @Override
        public String container() {
            return module;
        }

        @Override
        public String describe() {
            return "jrt:/" + module + ", " + files.size() + " classes from " + files.getFirst();
        }
    }
}
