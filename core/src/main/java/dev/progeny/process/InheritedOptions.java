package dev.progeny.process;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/// The options of this JVM that its children take over: those that change the meaning of code.
///
/// Heap sizes, collectors, logs, agents and debuggers are this JVM's own affair; a child gets them
/// by [LaunchOptions#withJvmOptions].
final class InheritedOptions {
    /// An option is inherited if it begins with one of these.
    private static final List<String> MEANINGFUL =
            List.of(
                    "-D",
                    "-ea",
                    "-da",
                    "-esa",
                    "-dsa",
                    "-enableassertions",
                    "-disableassertions",
                    "-enablesystemassertions",
                    "-disablesystemassertions",
                    "--add-opens",
                    "--add-exports",
                    "--add-reads",
                    "--add-modules",
                    "--patch-module",
                    "--limit-modules",
                    "--enable-preview",
                    "--enable-native-access",
                    "--illegal-native-access",
                    "--sun-misc-unsafe-memory-access");

    /// Would bind the same port in each child, or belong to the launcher of this JVM.
    private static final List<String> OWN =
            List.of(
                    "-Dcom.sun.management.",
                    "-Djava.class.path=",
                    "-Djdk.module.main",
                    "-Dsun.java.");

    private static final List<String> OF_THIS_JVM = read();

    private InheritedOptions() {}

    static List<String> ofThisJvm() {
        return OF_THIS_JVM;
    }

    private static List<String> read() {
        if (ModuleLayer.boot().findModule("java.management").isEmpty()) {
            return List.of(); // a runtime image without it: say what is needed by options
        }
        return filter(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    static List<String> filter(List<String> all) {
        var inherited = new ArrayList<String>();
        for (String option : all) {
            if (startsWithAny(option, MEANINGFUL) && !startsWithAny(option, OWN)) {
                inherited.add(option);
            }
        }
        return List.copyOf(inherited);
    }

    private static boolean startsWithAny(String option, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (option.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
