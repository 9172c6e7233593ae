package dev.progeny.process;

import dev.progeny.task.RemoteRunnable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// How a child is started: an immutable value; each `with` gives a changed copy.
///
///     ChildProcess.start(o -> o.withName("parser").withMemoryLimit(256 << 20), task)
public sealed interface LaunchOptions permits LaunchOptionsValue {

    /// The options that a start begins with in this process.
    ///
    /// @return what [#setDefaults] made, else the library's own
    static LaunchOptions defaults() {
        return DefaultOptions.current();
    }

    /// Changes the defaults of this process, once, before the first child is started. Children
    /// inherit them.
    ///
    /// @param options applied to the library's own defaults
    /// @throws IllegalStateException if they were set before, or a child has been started
    static void setDefaults(UnaryOperator<LaunchOptions> options) {
        DefaultOptions.set(options);
    }

    /// Names the child, for messages, logs and [ThisProcess#name].
    ///
    /// @param name any text
    /// @return changed copy
    LaunchOptions withName(String name);

    /// Says whether the parent's normal end ends the child (daemon) or waits for it. Without it a
    /// child is what its parent is.
    ///
    /// @param daemon whether it is one
    /// @return changed copy
    LaunchOptions withDaemon(boolean daemon);

    /// Chooses how the child comes to life.
    ///
    /// @param method one that [StartMethod#available] offers; otherwise the start fails
    /// @return changed copy
    LaunchOptions withStartMethod(StartMethod method);

    /// Adds options for the child's JVM, after those that it inherits; the last one wins.
    ///
    /// @param options as on a command line, one by one
    /// @return changed copy
    LaunchOptions withJvmOptions(String... options);

    /// Replaces the class path. Progeny itself is added where it is missing.
    ///
    /// @param entries jars and directories
    /// @return changed copy
    LaunchOptions withClassPath(Path... entries);

    /// Sets a variable of the child's environment, which otherwise is a copy of the parent's.
    ///
    /// @param name its name
    /// @param value its value
    /// @return changed copy
    LaunchOptions withEnvironment(String name, String value);

    /// Sets the child's working directory.
    ///
    /// @param directory an existing one
    /// @return changed copy
    LaunchOptions withDirectory(Path directory);

    /// Connects the child's standard streams.
    ///
    /// @param stdio where to
    /// @return changed copy
    LaunchOptions withStdio(Stdio stdio);

    /// Sets how long [ChildProcess#close] lets the child end by itself before it is killed.
    ///
    /// @param grace zero or more; 5 s by default
    /// @return changed copy
    LaunchOptions withStopGrace(Duration grace);

    /// Sets how long a child may take to begin its task.
    ///
    /// @param timeout more than zero; 60 s by default. A child that dies earlier is reported at
    /// once
    /// @return changed copy
    LaunchOptions withStartTimeout(Duration timeout);

    /// Runs something in the child before its task, to load and warm what it needs.
    ///
    /// @param preload what to run; if it fails, so does the task
    /// @return changed copy
    LaunchOptions withPreload(RemoteRunnable preload);

    /// Sets the program that children are run with.
    ///
    /// @param java a `java` launcher of JDK 25 or newer; the parent's own by default
    /// @return changed copy
    LaunchOptions withJava(Path java);

    /// Limits the child's heap (`-Xmx`). A task that needs more fails with `OutOfMemoryError`.
    ///
    /// @param bytes at least 2 MiB
    /// @return changed copy
    LaunchOptions withMemoryLimit(long bytes);

    /// Limits all memory that the child has for itself: heap, stacks, direct buffers, what native
    /// code takes; not files that it maps, nor memory that it shares. Its parent looks fifty times
    /// a second, and more often when the limit is near. A child beyond it is killed, and the error
    /// tells how much it had. What it takes between two looks is not prevented.
    ///
    /// A JVM needs 40 MB and more besides its heap.
    ///
    /// @param bytes at least 16 MiB; a start fails where the system does not tell this figure
    /// @return changed copy
    LaunchOptions withProcessMemoryLimit(long bytes);

    /// Tells the child's JVM how many processors it may plan with: its collector, compiler and
    /// common pool start threads accordingly, and pools that it opens have so many workers. Which
    /// ones it runs on is the system's business, see [#withAffinity].
    ///
    /// @param cpus one or more
    /// @return changed copy
    LaunchOptions withCpus(int cpus);

    /// Binds the child, and all that it starts, to some of the machine's processors. Its JVM plans
    /// with as many.
    ///
    /// @param processors their numbers, as in `/proc/cpuinfo`; one or more. A start fails where
    ///     there is none of them, or the back end cannot bind
    /// @return changed copy
    LaunchOptions withAffinity(int... processors);
}
