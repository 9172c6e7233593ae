package dev.progeny.bench;

import java.util.List;

/// One side of a row: a program started once a round, or a figure that needs no run.
sealed interface Side {

    /// A class of `dev.progeny.bench.program`, on a class path of our two jars only, so that a
    /// child it starts carries no more than a user's would.
    record JavaProgram(String className, List<String> arguments) implements Side {}

    /// Like [JavaProgram], with the libraries of others on the class path.
    record LibraryProgram(String className, List<String> arguments) implements Side {}

    /// A file of `bench/python`, named without its ending.
    record PythonProgram(String script, List<String> arguments) implements Side {}

    /// A file of `bench/limits`, named without its ending, compiled when first needed.
    record CProgram(String source, List<String> arguments) implements Side {}

    /// A limit known beforehand, in the unit of the row.
    record Constant(double value) implements Side {}

    static Side java(String className, String... arguments) {
        return new JavaProgram(className, List.of(arguments));
    }

    static Side library(String className, String... arguments) {
        return new LibraryProgram(className, List.of(arguments));
    }

    static Side python(String script, String... arguments) {
        return new PythonProgram(script, List.of(arguments));
    }

    static Side c(String source, String... arguments) {
        return new CProgram(source, List.of(arguments));
    }

    static Side constant(double value) {
        return new Constant(value);
    }
}
