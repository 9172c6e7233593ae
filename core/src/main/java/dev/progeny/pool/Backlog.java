package dev.progeny.pool;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/// Units that wait for a worker: those of higher priority first, and of one priority first come,
/// first served. Guarded by the dispatcher's lock.
///
/// A unit that nobody wants any more stays as an empty place until its line has moved on, or until
/// half of the line is such: so dropping one costs little, however long the line is.
final class Backlog {
    private static final int FEW = 64;

    private final TreeMap<Integer, Line> lines = new TreeMap<>(Comparator.reverseOrder());

    /// Where the last unit was added, which is where most are.
    private Line usual = new Line(0);

    private int least;
    private int size;
    private long bytes;

    Backlog() {
        lines.put(usual.priority, usual);
    }

    /// Units of one priority.
    private static final class Line {
        private final int priority;
        private final Deque<WorkUnit> units = new ArrayDeque<>();
        private int dropped;

        Line(int priority) {
            this.priority = priority;
        }

        @Nullable WorkUnit peek() {
            var first = units.peek();
            while (first != null && !first.isWaiting) {
                units.remove();
                dropped--;
                first = units.peek();
            }
            return first;
        }

        void drop() {
            if (++dropped > FEW && dropped > units.size() / 2) {
                units.removeIf(each -> !each.isWaiting);
                dropped = 0;
            }
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// Units that are still wanted.
    int size() {
        return size;
    }

    /// Bytes of their tasks and arguments, encoded.
    long bytes() {
        return bytes;
    }

    void add(WorkUnit unit) {
        count(unit);
        lineOf(unit).units.add(unit);
    }

    void addFirst(WorkUnit unit) {
        count(unit);
        lineOf(unit).units.addFirst(unit);
    }

    private void count(WorkUnit unit) {
        unit.isWaiting = true;
        size++;
        bytes += unit.payload().length;
    }

    private void discount(WorkUnit unit) {
        unit.isWaiting = false;
        size--;
        bytes -= unit.payload().length;
    }

    private Line lineOf(WorkUnit unit) {
        int priority = unit.options().priority();
        if (usual.priority != priority) {
            usual = lines.computeIfAbsent(priority, Line::new);
            least = Math.min(least, priority);
        }
        return usual;
    }

    /// The one whose turn it is.
    ///
    /// @return null if none waits
    @Nullable WorkUnit peek() {
        while (true) {
            var line = lines.firstEntry().getValue();
            var first = line.peek();
            if (first != null || lines.size() == 1) {
                return first;
            }
            lines.pollFirstEntry();
            usual = lines.firstEntry().getValue(); // the empty one must not be used again
        }
    }

    /// The lowest priority of units that were given out or wait here; at most 0.
    int leastPriority() {
        return least;
    }

    /// Takes what [#peek] returned.
    void remove() {
        discount(lines.firstEntry().getValue().units.remove());
    }

    /// Nobody wants the unit any more.
    ///
    /// @return false if it does not wait here
    boolean drop(WorkUnit unit) {
        if (!unit.isWaiting) {
            return false;
        }
        discount(unit);
        unit.release();
        lineOf(unit).drop();
        return true;
    }

    /// Takes all that are still wanted.
    List<WorkUnit> drain() {
        var wanted = new ArrayList<WorkUnit>(size);
        for (var unit = peek(); unit != null; unit = peek()) {
            remove();
            wanted.add(unit);
        }
        return wanted;
    }
}
