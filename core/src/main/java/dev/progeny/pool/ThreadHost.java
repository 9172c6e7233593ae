package dev.progeny.pool;

import dev.progeny.os.Os;
import dev.progeny.process.ExitStatus;

import java.util.OptionalInt;

/// A worker on a thread of this process, for tests and debuggers.
final class ThreadHost implements WorkerHost {
    private final Thread thread;

    private ThreadHost(Thread thread) {
        this.thread = thread;
    }

    static WorkerHost start(String name, WorkerMain worker, Listener listener) {
        return new ThreadHost(
                Thread.ofPlatform().daemon().name(name).start(() -> run(worker, listener)));
    }

    private static void run(WorkerMain worker, Listener listener) {
        int code = 0;
        String output = "";
        try {
            worker.work(Os.current(), null);
        } catch (Throwable e) {
            output = e.toString();
            code = 1;
        }
        listener.ended(new ExitStatus(code, OptionalInt.empty()), output, "");
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public void terminate() {
        thread.interrupt();
    }

    /// A thread cannot be killed; a task that ignores its interrupt goes on.
    @Override
    public void kill() {
        thread.interrupt();
    }
}
