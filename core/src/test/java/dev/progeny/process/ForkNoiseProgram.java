package dev.progeny.process;

import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/// A noisy application that forks itself again and again; see [ForkNoiseTest].
final class ForkNoiseProgram {
    private static final int AT_ONCE = 4;

    private ForkNoiseProgram() {}

    public static void main(String[] arguments) throws Exception {
        int forks = Integer.parseInt(arguments[0]);
        Load.begin(Load.anyJar().toString());
        var selector = Selector.open();
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.source().register(selector, SelectionKey.OP_READ);
        var running = new ArrayDeque<ChildProcess<String>>();
        for (int i = 0; i < forks + AT_ONCE; i++) {
            if (i < forks) {
                int number = i;
                running.add(ChildProcess.start(ForkProgram::fork, () -> Load.errand(number)));
            }
            if (i >= AT_ONCE) {
                await(running.remove(), i - AT_ONCE);
            }
        }
        ForkProgram.require(selector.select(50) == 0, "an event of a child");
        pipe.sink().write(java.nio.ByteBuffer.allocate(1));
        ForkProgram.require(selector.select(5000) == 1, "the parent's selector");
        ForkProgram.require(Load.errand(10).equals("sound"), "the parent itself");
        System.out.println("unharmed");
        System.exit(0);
    }

    private static void await(ChildProcess<String> child, int number) throws Exception {
        try (child) {
            String result = child.result().get(30, TimeUnit.SECONDS);
            ForkProgram.require(result.equals("sound"), number + ": " + result);
            var end = child.join(Duration.ofSeconds(20));
            ForkProgram.require(end.isPresent() && end.get().isSuccess(), number + ": " + end);
        } catch (Exception e) {
            throw new IllegalStateException("fork " + number + ", " + child, e);
        }
        if (number % 10 == 9) {
            System.out.println("sound " + (number + 1));
        }
    }
}
