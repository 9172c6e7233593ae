package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Units that wait for a worker, first come, first served. Guarded by the dispatcher's lock.
///
/// A unit that nobody wants any more stays as an empty place until the line has moved on, or until
/// half of the line is such: so dropping one costs little, however long the line is.
final class Backlog {
    private static final int FEW = 64;

    private final Deque<WorkUnit> line = new ArrayDeque<>();
    private int dropped;

    boolean isEmpty() {
        return size() == 0;
    }

    /// Units that are still wanted.
    int size() {
        return line.size() - dropped;
    }

    void add(WorkUnit unit) {
        unit.isWaiting = true;
        line.add(unit);
    }

    void addFirst(WorkUnit unit) {
        unit.isWaiting = true;
        line.addFirst(unit);
    }

    /// The one whose turn it is.
    ///
    /// @return null if none waits
    @Nullable WorkUnit peek() {
        var first = line.peek();
        while (first != null && !first.isWaiting) {
            line.remove();
            dropped--;
            first = line.peek();
        }
        return first;
    }

    /// Takes what [#peek] returned.
    void remove() {
        line.remove().isWaiting = false;
    }

    /// Nobody wants the unit any more.
    ///
    /// @return false if it does not wait here
    boolean drop(WorkUnit unit) {
        if (!unit.isWaiting) {
            return false;
        }
        unit.isWaiting = false;
        unit.release();
        if (++dropped > FEW && dropped > line.size() / 2) {
            line.removeIf(each -> !each.isWaiting);
            dropped = 0;
        }
        return true;
    }

    /// Takes all that are still wanted.
    List<WorkUnit> drain() {
        var wanted = line.stream().filter(unit -> unit.isWaiting).toList();
        wanted.forEach(unit -> unit.isWaiting = false);
        line.clear();
        dropped = 0;
        return wanted;
    }
}
