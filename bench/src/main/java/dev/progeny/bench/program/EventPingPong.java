package dev.progeny.bench.program;

import dev.progeny.process.ChildProcess;
import dev.progeny.sync.SharedEvent;

/// Two processes that wake each other by two events, there and back.
public final class EventPingPong {
    private static final int TRIPS = 500;

    private EventPingPong() {}

    public static void main(String[] arguments) throws Exception {
        try (var ping = SharedEvent.create();
                var pong = SharedEvent.create();
                var isOver = SharedEvent.create();
                var child = ChildProcess.start(() -> answer(ping, pong, isOver))) {
            Measurement.of(arguments).report("us", () -> sample(ping, pong));
            isOver.set();
            ping.set();
            Measurement.check(child.join().isSuccess(), "the other one: " + child.exitStatus());
        }
    }

    private static double sample(SharedEvent ping, SharedEvent pong) throws Exception {
        long begin = System.nanoTime();
        for (int i = 0; i < TRIPS; i++) {
            ping.set();
            pong.await();
            pong.clear();
        }
        double micros = (System.nanoTime() - begin) / 1e3 / TRIPS;
        Measurement.check(!ping.isSet() && !pong.isSet(), "one trip too many");
        return micros;
    }

    private static void answer(SharedEvent ping, SharedEvent pong, SharedEvent isOver)
            throws Exception {
        while (true) {
            ping.await();
            ping.clear();
            if (isOver.isSet()) {
                return;
            }
            pong.set();
        }
    }
}
