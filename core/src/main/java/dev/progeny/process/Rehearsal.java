package dev.progeny.process;

import dev.progeny.codec.Codec;
import dev.progeny.codec.Throwables;
import dev.progeny.task.RemoteCallable;

import java.util.List;

/// Goes the way of a task, so that a template knows it when it is forked.
final class Rehearsal {
    private static final int ROUNDS = 50;

    /// What a child loads besides, on its way to its task.
    private static final List<Class<?>> NEEDED =
            List.of(OrphanWatch.class, LaunchOptions.class, LaunchOptionsValue.class);

    private Rehearsal() {}

    static void run() throws Throwable {
        for (var needed : NEEDED) {
            Class.forName(needed.getName());
        }
        for (int round = 0; round < ROUNDS; round++) {
            once(round);
        }
    }

    /// Copies the memory that this way writes to.
    static void once() {
        try {
            once(0);
        } catch (Throwable e) {
            throw new AssertionError("it went well in the template", e);
        }
    }

    private static void once(int round) throws Throwable {
        RemoteCallable<List<Integer>> task = () -> List.of(round);
        var launch =
                new BootProtocol.Launch(
                        "rehearsal",
                        "",
                        true,
                        0,
                        false,
                        "",
                        "",
                        null,
                        null,
                        Codec.java().encode(task));
        byte[] sent = launch.toMessage();
        var heard =
                BootProtocol.Launch.of(BootProtocol.read(new java.io.ByteArrayInputStream(sent)));
        Codec.java().encode(round);
        byte[] result = Codec.java().encode(ChildMain.call(ChildMain.decode(heard.task())));
        BootProtocol.encode(BootProtocol.RETURNED, result);
        Throwables.encode(new IllegalStateException("rehearsal"));
    }
}
