package dev.progeny.process;

import dev.progeny.os.Os;
import dev.progeny.os.Renewals;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Kills children that have more memory than they may ([LaunchOptions#withProcessMemoryLimit]): a
/// thread that looks again and again, for as long as there are such children.
final class MemoryGuard {
    private static final long USUAL_PAUSE = 20_000_000;

    /// While somebody is near its limit. A JVM takes about a megabyte in that time.
    private static final long SHORT_PAUSE = 1_000_000;

    private static volatile MemoryGuard shared = new MemoryGuard();

    static {
        Renewals.add(() -> shared = new MemoryGuard());
    }

    private final List<Ward> wards = new ArrayList<>();
    private @Nullable Thread thread;

    private MemoryGuard() {}

    private record Ward(ChildProcess<?> child, long limit) {

        /// Kills it where it must be.
        ///
        /// @return nanoseconds until the next look
        long look() {
            long used = Os.current().privateMemory(child.pid());
            if (used > limit) {
                child.kill("it had more memory than it may: bytes=" + used + ", limit=" + limit);
            }
            return used > limit - limit / 4 ? SHORT_PAUSE : USUAL_PAUSE;
        }
    }

    static void watch(ChildProcess<?> child, long limit) {
        shared.add(new Ward(child, limit));
    }

    private synchronized void add(Ward ward) {
        wards.add(ward);
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("progeny-memory-guard").start(this::run);
        }
    }

    private void run() {
        for (var living = living(); !living.isEmpty(); living = living()) {
            long pause = USUAL_PAUSE;
            for (var ward : living) {
                pause = Math.min(pause, ward.look());
            }
            // parks: the clock ends it, which is all that is waited for
            LockSupport.parkNanos(pause);
        }
    }

    /// @return none where the thread must end, and another one will be started when needed
    private synchronized List<Ward> living() {
        wards.removeIf(ward -> !ward.child.isAlive());
        if (wards.isEmpty()) {
            thread = null;
        }
        return List.copyOf(wards);
    }
}
