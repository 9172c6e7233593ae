package dev.progeny.examples.demo;

/// Notices the end of the JVM by Ctrl-C or SIGTERM while a pass is running, and says so.
///
/// The pool ends its workers by itself then. All that is left to do here is not to leave half a
/// progress bar behind, and not to report as failures what the end of the workers looks like.
final class Interruption implements AutoCloseable {
    private final Progress progress;
    private final Thread hook = new Thread(this::announce, "interruption");
    private volatile boolean arrived;

    Interruption(Progress progress) {
        this.progress = progress;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    boolean arrived() {
        return arrived;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            arrived = true; // the JVM is ending, and our hook may not have had its turn yet
        }
    }

    private void announce() {
        arrived = true;
        progress.stop("interrupted");
    }
}
