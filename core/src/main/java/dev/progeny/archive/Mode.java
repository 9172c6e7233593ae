package dev.progeny.archive;

/// What is done with archives.
enum Mode {
    /// Nothing: children boot without.
    OFF,
    /// Those that are there are used, none is made.
    USE,
    /// Those that are there are used, others made in the background once they pay.
    AUTO,
    /// What is not there is made before the first child that could use it.
    NOW
}
