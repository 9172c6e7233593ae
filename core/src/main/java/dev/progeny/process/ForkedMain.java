package dev.progeny.process;

import dev.progeny.os.Os;
import dev.progeny.os.ParentLink;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/// Where a fork of this JVM becomes a child; see [StartMethod#FORK].
final class ForkedMain {
    private static final int THREW = 1;

    private ForkedMain() {}

    /// A fork of this JVM.
    static Birth birthOf(LaunchOptionsValue options, ClassLoader classes) {
        Rehearsed.ensure();
        return (message, listener) ->
                Os.current()
                        .fork(
                                Streams.of(options.stdio()),
                                message,
                                listener,
                                link -> main(options, classes, link));
    }

    /// Runs in the child, by its first thread. It ends as any JVM: when its last thread that is not
    /// a daemon has. Those of its parent do not count.
    private static void main(LaunchOptionsValue options, ClassLoader classes, ParentLink link) {
        int code = 0;
        var thread = Thread.currentThread();
        thread.setName("main");
        thread.setContextClassLoader(classes);
        long lastOfParent = Thread.ofPlatform().unstarted(() -> {}).threadId();
        OrphanWatch.start(link); // first: the parent may die before it has sent the task
        try {
            for (String option : options.jvmOptions()) {
                setProperty(option);
            }
            ChildMain.goOn(ChildMain.hear(link), link);
        } catch (Throwable thrown) {
            code = THREW;
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        }
        awaitOthers(lastOfParent);
        Os.current().leaveFork(code);
    }

    /// Whether an option of a JVM can be applied to one that runs.
    static boolean isProperty(String option) {
        return option.startsWith("-D");
    }

    /// The way of a task, gone once in this process: each fork would else load and link it anew.
    private static final class Rehearsed {
        static {
            try {
                Rehearsal.run();
            } catch (Throwable e) {
                throw new AssertionError("what every child does", e);
            }
            var _ = other(Long.MAX_VALUE);
        }

        static void ensure() {
            // by the static initializer, once
        }
    }

    private static void setProperty(String option) {
        int end = option.indexOf('=');
        System.setProperty(
                option.substring(2, end < 0 ? option.length() : end),
                end < 0 ? "" : option.substring(end + 1));
    }

    @SuppressWarnings("ThreadJoinLoop") // it asks for a loop of a library, which has this one
    private static void awaitOthers(long lastOfParent) {
        for (var other = other(lastOfParent); other != null; other = other(lastOfParent)) {
            try {
                other.join();
            } catch (InterruptedException e) {
                // nobody knows this thread: it waits on
            }
        }
    }

    private static @Nullable Thread other(long lastOfParent) {
        var group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        var all = new Thread[2 * group.activeCount() + 16];
        int count = group.enumerate(all);
        return Arrays.stream(all, 0, count)
                .filter(t -> t.threadId() > lastOfParent && !t.isDaemon() && t.isAlive())
                .filter(t -> t != Thread.currentThread())
                .findFirst()
                .orElse(null);
    }
}
