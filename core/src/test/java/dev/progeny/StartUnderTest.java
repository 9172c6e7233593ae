package dev.progeny;

import dev.progeny.process.ChildProcess;
import dev.progeny.process.LaunchOptions;
import dev.progeny.process.StartMethod;

/// The suites run over any start method: `-Ddev.progeny.test.start=FORKSERVER` makes it the default
/// of the JVM of the tests. Without it, what a test asks for, and else the library's own default.
public final class StartUnderTest {
    private static final String ASKED = System.getProperty("dev.progeny.test.start", "");

    static {
        if (!ASKED.isEmpty()) {
            var method = StartMethod.valueOf(ASKED);
            LaunchOptions.setDefaults(o -> o.withStartMethod(method));
        }
    }

    private StartUnderTest() {}

    /// Before the first start of a child.
    public static void choose() {
        // the work is done above, once
    }

    /// A template is kept for the next start, and would be found by [NothingLeft].
    public static void end() {
        if (ASKED.equals(StartMethod.FORKSERVER.name())) {
            ChildProcess.endTemplates();
        }
    }
}
