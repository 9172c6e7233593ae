package dev.progeny.examples.guide;

import dev.progeny.process.ChildProcess;
import dev.progeny.process.LaunchOptions;
import dev.progeny.process.StartMethod;

import java.util.List;
import java.util.Map;

/// The snippets of docs/start-methods.md.
public final class StartMethods {
    private static Map<String, Integer> table = Map.of();

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
