package dev.progeny.bench.program;

import dev.progeny.channel.Connection;
import dev.progeny.process.ChildProcess;

/// A number to a child and back, through a pair: both sides wait for each other.
public final class PipeRoundTrip {
    private static final int TRIPS = 2_000;
    private static final int STOP = -1;

    private PipeRoundTrip() {}

    public static void main(String[] arguments) throws Exception {
        var pair = Connection.<Integer>pair();
        var end = pair.right();
        try (pair;
                var child = ChildProcess.start(() -> echo(end))) {
            Measurement.of(arguments).report("us", () -> sample(pair.left()));
            pair.left().send(STOP);
            child.join();
        }
    }

    static void echo(Connection<Integer> end) throws InterruptedException {
        for (int number = end.receive(); number != STOP; number = end.receive()) {
            end.send(number);
        }
    }

    static double sample(Connection<Integer> end) throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < TRIPS; i++) {
            end.send(i);
            int back = end.receive();
            Measurement.check(back == i, "sent=" + i + ", received=" + back);
        }
        return (System.nanoTime() - begin) / 1e3 / TRIPS;
    }
}
