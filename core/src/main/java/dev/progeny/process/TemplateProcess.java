package dev.progeny.process;

import dev.progeny.os.ChildHandle;
import dev.progeny.os.ChildListener;
import dev.progeny.os.Os;
import dev.progeny.os.OsException;
import dev.progeny.os.SpawnRequest;
import dev.progeny.os.Template;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/// One template: a hidden child that is asked for forks.
///
///     NEW --boot--> READY --died, dropped, too many--> CLOSED
final class TemplateProcess {
    /// Forks that wait for a task. Each has a few megabytes for itself.
    private static final int SPARES = Integer.getInteger("dev.progeny.spares", 1);

    private final AtomicBoolean isRefilling = new AtomicBoolean();
    private final LaunchOptionsValue options;
    private final ClassLoader classes;
    private @Nullable ChildProcess<Void> process;
    private volatile @Nullable Template template;
    private boolean isClosed;

    TemplateProcess(LaunchOptionsValue options, ClassLoader classes) {
        this.options = options;
        this.classes = classes;
    }

    /// Starts it, where nobody has, and waits until it can be forked.
    ///
    /// @throws StartException if it cannot; says why
    synchronized void boot() {
        if (process != null) {
            return;
        }
        var started = ChildProcess.startTemplate(options, classes, this::spawn);
        process = started;
        // not by the thread that hears all children: whoever forks just now holds the lock
        var _ = started.onExit().thenRunAsync(this::ended, Thread::startVirtualThread);
        boolean isReady = started.whenReady().handle((ready, failed) -> failed == null).join();
        if (!isReady || started.result().isDone()) {
            throw failure(started);
        }
    }

    static SpawnRequest request(LaunchOptionsValue options) {
        return Birth.request(
                options,
                ChildCommand.of(
                        ChildCommand.launcher(options),
                        ChildCommand.jvmOptions(options, Os.current().crashLogPath()),
                        ChildCode.of(options).optionsFor(TemplateMain.class)));
    }

    private ChildHandle spawn(byte[] message, ChildListener listener) {
        template = Os.current().spawnTemplate(request(options), message, listener);
        return template.child();
    }

    private static StartException failure(ChildProcess<?> process) {
        Throwable cause = null;
        try {
            process.result().join();
        } catch (CompletionException e) {
            cause = e.getCause();
        }
        return new StartException(
                "cannot fork children from a template: "
                        + (cause == null ? "it has ended" : cause.getMessage())
                        + "; start method SPAWN works without one",
                cause);
    }

    synchronized boolean isAlive() {
        return !isClosed && (process == null || process.isAlive());
    }

    /// Not while it boots: who comes meanwhile waits.
    ChildHandle fork(SpawnRequest.Stdio stdio, byte[] message, ChildListener listener) {
        var forked = forkNow(stdio, message, listener);
        if (SPARES > 0 && isRefilling.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("progeny-spares").start(this::refill);
        }
        return forked;
    }

    /// The template tells the next start itself why it cannot be forked.
    private void refill() {
        try {
            var from = template;
            if (from != null) {
                from.keepSpares(SPARES);
            }
        } catch (OsException e) {
            // as said
        } finally {
            isRefilling.set(false);
        }
    }

    private synchronized ChildHandle forkNow(
            SpawnRequest.Stdio stdio, byte[] message, ChildListener listener) {
        if (isClosed || template == null) {
            throw new OsException("the template has been dropped", null);
        }
        try {
            return template.fork(stdio, message, listener);
        } catch (OsException e) {
            throw new OsException(e.getMessage() + lastWords(), e);
        }
    }

    private String lastWords() {
        return process == null ? "" : "; " + process + " " + process.lastOutput();
    }

    private void ended() {
        close();
        var left = template;
        if (left != null) {
            left.reapUnheard();
        }
    }

    synchronized void close() {
        isClosed = true;
        if (template != null) {
            template.close();
        }
        if (process != null) {
            process.close();
        }
    }
}
