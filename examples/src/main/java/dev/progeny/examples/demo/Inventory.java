package dev.progeny.examples.demo;

import java.util.ArrayList;
import java.util.List;

/// The work there is to do, cut into units.
///
/// @param units in a fixed order: jars by path, then modules by name
/// @param jars jars found, the damaged ones and those without a class included
/// @param modules modules of the JDK found
/// @param bytesRead size of the files; each was read once while it was listed
/// @param damaged jars and directories that cannot be opened
record Inventory(
        List<WorkUnit> units, int jars, int modules, long bytesRead, List<Problem> damaged) {
    Inventory {
        units = List.copyOf(units);
        damaged = List.copyOf(damaged);
    }

    int classes() {
        return units.stream().mapToInt(WorkUnit::classes).sum();
    }

    /// The same with the first units only, as many as it takes to reach a number of classes.
    Inventory limitedTo(int classes) {
        List<WorkUnit> first = new ArrayList<>();
        int sum = 0;
        for (WorkUnit unit : units) {
            if (sum >= classes) {
                break;
            }
            first.add(unit);
            sum += unit.classes();
        }
        return new Inventory(first, jars, modules, bytesRead, damaged);
    }
}
