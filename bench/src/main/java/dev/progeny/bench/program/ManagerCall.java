package dev.progeny.bench.program;

import dev.progeny.manager.Manager;
import dev.progeny.manager.RemoteMap;

import java.util.Objects;

/// One call of a managed map after the other: microseconds a call.
public final class ManagerCall {
    private static final int CALLS = 2_000;

    private ManagerCall() {}

    public static void main(String[] arguments) throws Exception {
        try (var manager = Manager.start()) {
            RemoteMap<String, Integer> map = manager.map();
            map.put("a", 42);
            Measurement.of(arguments).report("us", () -> sample(map));
        }
    }

    private static double sample(RemoteMap<String, Integer> map) {
        long begin = System.nanoTime();
        for (int i = 0; i < CALLS; i++) {
            Measurement.check(Objects.equals(map.get("a"), 42), "another value came back");
        }
        return (System.nanoTime() - begin) / 1e3 / CALLS;
    }
}
