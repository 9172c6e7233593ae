package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.CompletableFuture;

/// Forks this JVM itself, for [Os#fork].
///
///     parent   a thread of its own: threads suspended -> all stopped -> fork -> resumed; its pid
///     child    that thread alone: descriptors, JDK, Progeny renewed -> its task
///
/// The other threads of the application stay suspended in the child for ever, with the locks that
/// they hold. Whoever of the two is killed meanwhile: the parent waits for the child only in native
/// code, which looks whether it lives; the child waits for nobody before it watches its parent.
final class ForkedJvm {
    private static final long STOP_MILLIS = 5_000;

    /// A child that could not be made itself.
    private static final int UNFIT = 116;

    /// Where HotSpot listens for `jcmd`; a process that ends by `exit_group` leaves it.
    private static final String LISTENER = "/tmp/.java_pid";

    private static volatile @Nullable ForkedJvm loaded;

    private final ForkLibrary library;
    private final InheritedJdk jdk;

    private ForkedJvm() {
        library = ForkLibrary.load();
        jdk = new InheritedJdk(lookup());
    }

    /// Loads what is needed, once.
    ///
    /// @throws OsException if this JVM cannot be forked; says why
    static ForkedJvm load() {
        var found = loaded;
        if (found != null) {
            return found;
        }
        synchronized (ForkedJvm.class) {
            if (loaded == null) {
                loaded = new ForkedJvm();
            }
            return loaded;
        }
    }

    /// Why this JVM cannot be forked now; empty if it can.
    static String reason() {
        try {
            load();
            return ForkLibrary.isRecording() ? ForkLibrary.reason(ForkLibrary.RECORDING) : "";
        } catch (OsException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// What a fork begins with.
    interface Begin {
        /// Does all that the child does; ends the process.
        void begin(ParentLink link);
    }

    /// Makes a child; called by the reactor.
    ///
    /// @return its pid
    int give(SpawnRequest.Stdio stdio, PosixSpawn.Given given, Begin begin) {
        library.prepareApplication(); // not by who only asks whether it can be done
        var answer = new CompletableFuture<Long>();
        long parent = Os.current().self().pid();
        Thread.ofPlatform()
                .daemon(false) // as a child's first thread, whose threads are like it
                .name("progeny-fork")
                .inheritInheritableThreadLocals(false)
                .start(
                        () -> {
                            try {
                                long pid = library.forkApplication(STOP_MILLIS);
                                if (pid == 0) {
                                    become(parent, stdio, given, begin);
                                }
                                answer.complete(pid);
                            } catch (Throwable e) { // somebody waits: no memory for a call, say
                                answer.completeExceptionally(e);
                            }
                        });
        long pid = ForkLibrary.require(answer.join());
        if (PosixSpawn.leadsGroup(stdio)) {
            Syscalls.setGroup(pid, pid); // both do it: a kill of the group may come at once
        }
        return (int) pid;
    }

    private void become(
            long parent, SpawnRequest.Stdio stdio, PosixSpawn.Given given, Begin begin) {
        try {
            ((Linux) Os.current()).becomeChild();
            LinuxReactor.becomeChild();
            jdk.renew();
            connect(stdio, given);
            Renewals.run();
            begin.begin(ParentLink.ofDescriptors(given.channelIn(), given.channelOut(), parent));
        } catch (Throwable e) {
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        } finally {
            Syscalls.exitNow(UNFIT);
        }
    }

    private static void connect(SpawnRequest.Stdio stdio, PosixSpawn.Given given) {
        if (PosixSpawn.leadsGroup(stdio)) {
            Syscalls.setGroup(0, 0);
        }
        int nothing = Syscalls.openNull();
        connect(0, stdio.in(), -1, nothing);
        connect(1, stdio.out(), given.stdout(), nothing);
        connect(2, stdio.err(), given.stderr(), nothing);
        Syscalls.close(nothing);
        Syscalls.close(given.crashLog()); // where this JVM writes reports was said at its start
    }

    private static void connect(int number, SpawnRequest.Stream stream, int captured, int none) {
        switch (stream) {
            case INHERITED -> {}
            case CAPTURED -> {
                Syscalls.assign(number, captured);
                Syscalls.close(captured);
            }
            case NULL -> Syscalls.assign(number, none);
        }
    }

    /// Ends a fork: its hooks run, but the JVM does not wait for threads that never come back.
    void leave(int code) {
        jdk.runHooks(
                () -> {
                    var _ = new File(LISTENER + Os.current().self().pid()).delete();
                    Syscalls.exitNow(code);
                });
    }

    /// Virtual threads that may be in the middle of something that a child needs. Called by the
    /// native code while all of them are suspended.
    private static Thread[] suspects() throws Throwable {
        var jvm = loaded;
        return jvm == null ? new Thread[0] : jvm.jdk.suspects();
    }

    /// Lets virtual threads run again, but for these.
    static native void resumeVirtualThreads(Thread[] but);

    private static native MethodHandles.Lookup lookup();
}
