package dev.progeny.bench;

import java.util.ArrayList;
import java.util.List;

/// One workload: our program, and its rivals doing the same work.
///
/// @param name unique; letters, digits and hyphens
/// @param unit of every figure in the row, as the programs print it
/// @param better which end of the unit is the good one
/// @param oneCpu whether all sides run on a single CPU, which shows the cost of the software
///     instead of the time an idle core takes to wake up
/// @param ours our program
/// @param rivals at least one before the row can be run
record Row(String name, String unit, Better better, boolean oneCpu, Side ours, List<Rival> rivals) {

    /// Our side of a row that has no rivals yet and may use every CPU.
    static Row of(String name, String unit, Better better, Side ours) {
        return new Row(name, unit, better, false, ours, List.of());
    }

    Row against(String rival, Side side, double target) {
        List<Rival> more = new ArrayList<>(rivals);
        more.add(new Rival(rival, side, target));
        return new Row(name, unit, better, oneCpu, ours, List.copyOf(more));
    }

    Row onOneCpu() {
        return new Row(name, unit, better, true, ours, rivals);
    }

    /// How many programs one round of this row starts.
    int programs() {
        long started = rivals.stream().filter(r -> !(r.side() instanceof Side.Constant)).count();
        return 1 + Math.toIntExact(started);
    }
}
