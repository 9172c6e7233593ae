package dev.progeny.pool;

/// How tasks of a pool are run: an immutable value; each `with` gives a changed copy.
public sealed interface TaskOptions permits TaskOptionsValue {

    /// Names the task, or all tasks of a map, for messages.
    ///
    /// @param label any text
    /// @return changed copy
    TaskOptions withLabel(String label);

    /// Sets how many items of a map travel and run together. By default a map is cut into some
    /// pieces per worker; a gatherer sends items one by one.
    ///
    /// @param items one or more
    /// @return changed copy
    TaskOptions withChunkSize(int items);

    /// Sets how many items of a stream may be out at workers at a time, so how far a gatherer looks
    /// ahead; chunks are not larger. By default 16 chunks for each worker. Other tasks ignore it.
    ///
    /// @param items one or more
    /// @return changed copy
    TaskOptions withWindow(int items);
}
