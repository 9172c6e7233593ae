package dev.progeny.bench.program;

/// Says what a program does about archives. All use those that are there, and make none while a
/// clock runs, see `Launcher`.
final class Archive {
    private Archive() {}

    /// Before the first child is started.
    static void set(String mode) {
        System.setProperty("dev.progeny.archive", mode);
    }
}
