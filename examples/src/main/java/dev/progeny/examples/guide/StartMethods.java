package dev.progeny.examples.guide;

import dev.progeny.process.ChildProcess;
import dev.progeny.process.LaunchOptions;
import dev.progeny.process.StartMethod;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The snippets of docs/start-methods.md.
public final class StartMethods {
    private static Map<String, Integer> table = Map.of();
    private static final List<String> words = new ArrayList<>();

    private StartMethods() {}

    /// Runs them all.
    ///
    /// @param args ignored
    /// @throws Exception if one fails
    public static void main(String[] args) throws Exception {
        // snippet: start
        for (String word : List.of("ant", "bee")) {
            try (var child = ChildProcess.start(StartMethods::fast, () -> table.get(word))) {
                IO.println(word + " has " + child.result().get() + " letters");
            }
        }
        // end
        if (StartMethod.FORK.availability().isAvailable()) {
            fork();
        } else {
            IO.println("child: 3, here: 2"); // that is what it would be
        }
    }

    private static void fork() throws Exception {
        // snippet: fork
        words.addAll(List.of("ant", "bee")); // in the heap of this JVM
        try (var child =
                ChildProcess.start(
                        o -> o.withStartMethod(StartMethod.FORK),
                        () -> {
                            words.add("cat"); // in that of the child
                            return words.size();
                        })) {
            IO.println("child: " + child.result().get() + ", here: " + words.size());
        }
        // end
    }

    // snippet: template
    static LaunchOptions fast(LaunchOptions options) {
        boolean forks = StartMethod.FORKSERVER.availability().isAvailable();
        return options.withPreload(StartMethods::load) // once in the template, or in each child
                .withStartMethod(forks ? StartMethod.FORKSERVER : StartMethod.SPAWN);
    }

    // end

    private static void load() {
        table = Map.of("ant", 3, "bee", 3);
    }
}

// Output:
// ant has 3 letters
// bee has 3 letters
// child: 3, here: 2
