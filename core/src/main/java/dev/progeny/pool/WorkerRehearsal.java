package dev.progeny.pool;

import dev.progeny.codec.Codec;
import dev.progeny.os.Os;
import dev.progeny.process.ThisProcess;
import dev.progeny.task.RemoteRunnable;

import java.util.List;

/// Runs what a worker runs until its first answers, for an archive of the classes that it loads: a
/// whole pool in this one process.
record WorkerRehearsal() implements RemoteRunnable {

    @Override
    public void runRemotely() throws Exception {
        var os = Os.current();
        var self = os.self();
        os.watch(self).close();
        os.identify(self.pid());
        try (var pool = ProcessPool.open(o -> o.inProcess().withWorkers(1))) {
            pool.map((Integer x) -> x + 1, List.of(1, 2, 3));
            pool.apply((String s) -> s.length(), "four").get();
            pool.submit(() -> ThisProcess.name()).get();
            pool.submit(() -> fail()).handle((nothing, thrown) -> thrown).get();
        }
        var codec = Codec.java();
        byte[] bytes = codec.encode(this);
        codec.decode(bytes, 0, bytes.length);
    }

    private static void fail() {
        throw new IllegalStateException("rehearsed");
    }
}
