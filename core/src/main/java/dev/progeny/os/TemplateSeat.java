package dev.progeny.os;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// A JVM that is forked, from its own side; see [Template].
public final class TemplateSeat {
    private static final int CHECKED = 42;
    private static final int CHECK_MILLIS = 10_000;

    /// Nobody sees it but a tracer.
    private static final int ORPHANED = 115;

    private final ForkLibrary library;
    private final DescriptorSocket requests = new DescriptorSocket(PosixSpawn.REQUESTS);

    private TemplateSeat(ForkLibrary library) {
        this.library = library;
    }

    /// Makes this process the template that its parent started it to be.
    ///
    /// @return the seat
    /// @throws OsException if this JVM cannot be forked, or a fork of it does not work; says why
    public static TemplateSeat take() {
        var _ = Os.current(); // its children have it from here
        var seat = new TemplateSeat(ForkLibrary.load());
        seat.library.ignoreAsks();
        seat.check();
        rehearse();
        return seat;
    }

    /// A first fork, whose child collects garbage, starts a thread, and ends.
    private void check() {
        long pid = ForkLibrary.require(library.fork(false));
        if (pid == 0) {
            Syscalls.exitNow(isSound() ? CHECKED : 1);
        }
        int status = -1;
        for (int i = 0; i < CHECK_MILLIS && status < 0; i++) {
            // parks: a clock that is looked at, once in the life of a template
            LockSupport.parkNanos(1_000_000);
            status = Syscalls.reapIfEnded(pid);
        }
        if (status < 0) {
            Syscalls.killUnreaped(pid);
            Syscalls.reap(pid);
        }
        if (status != CHECKED << Byte.SIZE) {
            throw new OsException(
                    "a fork of this JVM does not work here: "
                            + (status < 0 ? "it hung" : "status=0x" + Integer.toHexString(status)),
                    null);
        }
    }

    private static boolean isSound() {
        System.gc();
        var thread = Thread.ofPlatform().start(System::gc);
        try {
            return thread.join(Duration.ofMillis(CHECK_MILLIS));
        } catch (InterruptedException e) {
            return false;
        }
    }

    /// Opens its channel as a fork will: what that needs is loaded then. In a spare, what it writes
    /// to is copied.
    static void rehearse() {
        try {
            ParentLink.ofDescriptors().close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close what was just opened", e);
        }
    }

    /// Forks for the parent until it ends; then this process ends.
    ///
    /// @param warmUp run in a fork that nobody waits for yet
    /// @return in each child, once it has its descriptors: its own channel to the parent
    public ParentLink serve(Runnable warmUp) {
        while (true) {
            var request = requests.receive();
            if (request == null || request.descriptors().isEmpty()) {
                Syscalls.exitNow(ORPHANED);
                throw new AssertionError("this process has ended");
            }
            try (var door = new DescriptorSocket(request.descriptors().getFirst())) {
                long pid = library.fork(true);
                if (pid == 0) {
                    requests.close();
                    return become(door, request.word() == Template.SPARE ? warmUp : null);
                }
                tell(door, pid);
            }
        }
    }

    /// The parent may have heard it from the other side, and closed; or it has gone, which the next
    /// look tells.
    private static void tell(DescriptorSocket door, long word) {
        try {
            door.send(word, List.of());
        } catch (OsException e) {
            // nobody needs to know
        }
    }

    private static ParentLink become(DescriptorSocket door, @Nullable Runnable warmUp) {
        try {
            tell(door, ProcessHandle.current().pid());
            if (Os.current() instanceof Linux linux) {
                linux.becomeChild();
            }
            if (warmUp != null) {
                rehearse();
                warmUp.run();
            }
            var message = door.receive();
            if (message == null) {
                throw new OsException("not needed any more", null);
            }
            for (int number = 0; number < message.descriptors().size(); number++) {
                int fd = message.descriptors().get(number);
                Syscalls.assign(number, fd);
                Syscalls.close(fd);
            }
            return ParentLink.ofDescriptors();
        } catch (OsException e) {
            Syscalls.exitNow(ORPHANED);
            throw new AssertionError("this process has ended", e);
        }
    }
}
