package dev.progeny.process;

import dev.progeny.codec.Codec;
import dev.progeny.codec.SentLambda;
import dev.progeny.codec.Throwables;
import dev.progeny.family.FamilyAddress;
import dev.progeny.os.LibraryAddress;
import dev.progeny.os.ParentLink;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Callable;

/// Where a child begins. Not for users.
///
/// The boot path is kept lean, since each ingredient costs a cold JVM milliseconds: no lambda, no
/// stream, no logger, no FFM, no JDK serialization before the task needs it. `BootPathTest` holds
/// it to the classes it may load.
public final class ChildMain {
    private static final byte[] NOTHING = new byte[0];

    private ChildMain() {}

    /// Reads the task, runs it, tells the parent, and ends as any JVM ends: when its last thread
    /// that is not a daemon has, with exit code 1 where the task threw.
    ///
    /// @param arguments where the channel to the parent is
    /// @throws Throwable what the task threw; the launcher prints it and ends with 1
    public static void main(String[] arguments) throws Throwable {
        if (arguments.length == 0) {
            throw new IllegalArgumentException(
                    "this class is started by Progeny; call ChildProcess.start instead");
        }
        begin(open(arguments));
    }

    /// Opens the channel. Where the parent has ended while this process booted, it ends too, and
    /// says nothing: nobody needs to hear of it.
    static ParentLink open(String[] arguments) throws IOException {
        try {
            return ParentLink.open(arguments[arguments.length - 1]);
        } catch (EOFException gone) {
            throw leave(gone);
        }
    }

    /// Reads what the parent wants; ends like [#open].
    static BootProtocol.Launch hear(ParentLink link) throws IOException {
        BootProtocol.Message message;
        try {
            message = BootProtocol.read(link.in());
        } catch (EOFException gone) {
            throw leave(gone);
        }
        return BootProtocol.Launch.of(message);
    }

    private static EOFException leave(EOFException gone) {
        Runtime.getRuntime().halt(OrphanWatch.ORPHANED);
        return gone;
    }

    /// All that a child does, once it has its channel; in a fork of a template this is where it
    /// begins.
    static void begin(ParentLink link) throws Throwable {
        var launch = hear(link);
        OrphanWatch.start(link);
        goOn(launch, link);
    }

    /// All that a child does, once it knows what it is.
    static void goOn(BootProtocol.Launch launch, ParentLink link) throws Throwable {
        ThisProcess.become(launch, link.parentPid());
        FamilyAddress.inherit(launch.family());
        LibraryAddress.inherit(launch.calls());
        if (launch.isServed()) {
            FamilyLoader.install(link);
        }
        run(launch, link);
    }

    private static void run(BootProtocol.Launch launch, ParentLink link) throws Throwable {
        byte[] result;
        try {
            if (launch.defaults() != null) {
                DefaultOptions.inherit((LaunchOptionsValue) decode(launch.defaults()));
            }
            if (launch.preload() != null) {
                call(decode(launch.preload()));
            }
            Object task = decode(launch.task());
            link.send(BootProtocol.encode(BootProtocol.STARTED, NOTHING));
            result = Codec.java().encode(call(task));
        } catch (Throwable thrown) {
            link.send(BootProtocol.encode(BootProtocol.THREW, Throwables.encode(thrown)));
            throw thrown;
        }
        link.send(BootProtocol.encode(BootProtocol.RETURNED, result));
    }

    static Object decode(byte[] bytes) {
        Object decoded = SentLambda.decodeTask(bytes, 0, bytes.length);
        if (decoded == null) {
            throw new IllegalStateException("the parent sent null where a task was expected");
        }
        return decoded;
    }

    static @Nullable Object call(Object task) throws Throwable {
        if (task instanceof SentLambda lambda) {
            return lambda.call();
        }
        if (task instanceof Callable<?> callable) {
            return callable.call();
        }
        ((RemoteRunnable) task).runRemotely();
        return null;
    }
}
