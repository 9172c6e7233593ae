package dev.progeny.archive;

import dev.progeny.task.RemoteRunnable;

/// A task that loads much more than the boot of a child: one that tells what to run while an
/// archive for its like is made.
public interface Rehearsed {
    /// What loads the same classes, and leaves nothing behind.
    ///
    /// @return runs in a child of its own, without a parent that answers
    RemoteRunnable rehearsal();
}
