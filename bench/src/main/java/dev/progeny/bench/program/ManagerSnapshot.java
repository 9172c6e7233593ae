package dev.progeny.bench.program;

import dev.progeny.manager.Manager;
import dev.progeny.manager.RemoteMap;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// A copy of a managed map of a million entries, in milliseconds.
public final class ManagerSnapshot {
    private static final int ENTRIES = 1_000_000;
    private static final int BATCH = 100_000;

    private ManagerSnapshot() {}

    public static void main(String[] arguments) throws Exception {
        try (var manager = Manager.start()) {
            RemoteMap<Integer, Integer> map = manager.map();
            for (int first = 0; first < ENTRIES; first += BATCH) {
                var batch = new HashMap<Integer, Integer>();
                for (int key = first; key < first + BATCH; key++) {
                    batch.put(key, -key);
                }
                map.putAll(batch);
            }
            Measurement.of(arguments).report("ms", () -> sample(map));
        }
    }

    private static double sample(RemoteMap<Integer, Integer> map) {
        long begin = System.nanoTime();
        Map<Integer, Integer> copy = map.snapshot();
        double millis = (System.nanoTime() - begin) / 1e6;
        Measurement.check(
                copy.size() == ENTRIES && Objects.equals(copy.get(777_777), -777_777),
                "not the map's entries");
        return millis;
    }
}
