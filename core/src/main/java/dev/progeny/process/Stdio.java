package dev.progeny.process;

/// What becomes of a child's standard streams. Progeny itself never speaks on them.
public enum Stdio {
    /// Its stdin is empty, its stdout is the parent's own; what it writes to stderr passes through
    /// the parent to the parent's stderr, so that the last lines can be kept for the error that
    /// tells of its death. The default.
    PASS,

    /// Like [#PASS], but both outputs pass through the parent line by line, each line with the
    /// child's name in front.
    RELAY,

    /// All three are the parent's own, stdin too. The child stays in the parent's process group, so
    /// a Ctrl-C in the terminal reaches both. No last lines can be kept.
    INHERIT,

    /// Its stdin is empty and its outputs are dropped; the last lines of stderr are kept.
    DISCARD
}
