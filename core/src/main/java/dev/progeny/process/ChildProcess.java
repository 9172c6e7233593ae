package dev.progeny.process;

import dev.progeny.archive.Archives;
import dev.progeny.channel.Awaitable;
import dev.progeny.codec.Codec;
import dev.progeny.family.Family;
import dev.progeny.os.ChildHandle;
import dev.progeny.os.Os;
import dev.progeny.os.Renewals;
import dev.progeny.park.Deadline;
import dev.progeny.park.KeepAlive;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A JVM of its own for one task.
///
///     try (var child = ChildProcess.start(() -> parse(file))) {
///         Document document = child.result().get();
///     }
///
/// What the task captures and returns travels by value. The child ends after its task, as soon as
/// its last thread that is not a daemon has ended; exit code 0, or 1 where the task threw.
///
/// @param <R> type of the result
public final class ChildProcess<R> implements AutoCloseable, Awaitable {
    private final String name;
    private final boolean isDaemon;
    private final boolean isTemplate;
    private final int generation = Renewals.generation();
    private final Duration stopGrace;
    private final CompletableFuture<R> result = new CompletableFuture<>();
    private final CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<ChildHandle> handle = new CompletableFuture<>();
    private volatile String lastOutput = "";
    private volatile String whyKilled = "";
    private volatile Archives.Use archive = Archives.Use.NONE;

    /// Why this child was killed; null unless it was for its start timeout.
    private volatile @Nullable StartException tooLate;

    private ChildProcess(LaunchOptionsValue options, boolean isTemplate) {
        this.isTemplate = isTemplate;
        String given = options.name();
        Boolean daemon = options.daemon();
        name = given == null ? ThisProcess.nameOfNextChild() : given;
        isDaemon = daemon == null ? ThisProcess.isDaemon() : daemon;
        stopGrace = options.stopGrace();
    }

    /// Starts a child for a task with a result. Returns when the process exists, before it has
    /// booted; does not block for longer than the system takes to make a process.
    ///
    /// @param task what it runs; a lambda may capture what is serializable
    /// @param <R> type of the result
    /// @return the child
    /// @throws dev.progeny.codec.UnsendableException if the task cannot travel; names what it is
    /// @throws StartException if no process can be made
    public static <R> ChildProcess<R> start(RemoteCallable<R> task) {
        return start(UnaryOperator.identity(), task);
    }

    /// Starts a child for a task without a result; otherwise like [#start(RemoteCallable)].
    ///
    /// @param task what it runs
    /// @return the child; its result is null
    public static ChildProcess<Void> start(RemoteRunnable task) {
        return start(UnaryOperator.identity(), task);
    }

    /// Starts a child with options; otherwise like [#start(RemoteCallable)].
    ///
    /// @param options applied to [LaunchOptions#defaults]
    /// @param task what it runs
    /// @param <R> type of the result
    /// @return the child
    public static <R> ChildProcess<R> start(
            UnaryOperator<LaunchOptions> options, RemoteCallable<R> task) {
        return launch(options, Objects.requireNonNull(task, "task"));
    }

    /// Starts a child with options; otherwise like [#start(RemoteRunnable)].
    ///
    /// @param options applied to [LaunchOptions#defaults]
    /// @param task what it runs
    /// @return the child; its result is null
    public static ChildProcess<Void> start(
            UnaryOperator<LaunchOptions> options, RemoteRunnable task) {
        return launch(options, Objects.requireNonNull(task, "task"));
    }

    private static <R> ChildProcess<R> launch(UnaryOperator<LaunchOptions> changes, Object task) {
        StartRules.check();
        var options = (LaunchOptionsValue) changes.apply(DefaultOptions.fix());
        StartRules.check(options);
        StartRules.checkMemory(options.processMemoryLimit());
        byte[] encodedTask = Codec.java().encode(task);
        var child = new ChildProcess<R>(options, false);
        var classes = TaskClasses.loaderFor(task);
        switch (options.startMethod()) {
            case FORKSERVER -> {
                var own = options.withoutPreload();
                var forked = TemplatePreload.of(options, task);
                child.start(own, encodedTask, classes, Templates.birthOf(forked, classes));
            }
            case FORK ->
                    child.start(
                            options, encodedTask, classes, ForkedMain.birthOf(options, classes));
            case SPAWN -> child.spawn(options, encodedTask, task);
        }
        return child;
    }

    /// Starts a child that has no task: it is there to be forked.
    static ChildProcess<Void> startTemplate(
            LaunchOptionsValue options, ClassLoader classes, Birth birth) {
        var child = new ChildProcess<Void>(options, true);
        child.start(options, new byte[0], classes, birth);
        return child;
    }

    private void spawn(LaunchOptionsValue options, byte[] encodedTask, Object task) {
        String java = ChildCommand.launcher(options);
        var jvmOptions = ChildCommand.jvmOptions(options, Os.current().crashLogPath());
        var code = ChildCode.of(options);
        archive = ChildArchive.of(java, jvmOptions, code, task);
        var request =
                Birth.request(
                        options,
                        ChildCommand.of(java, jvmOptions, archive.options(), code.options()));
        start(options, encodedTask, TaskClasses.loaderFor(task), Birth.bySpawn(request));
    }

    private void start(LaunchOptionsValue options, byte[] task, ClassLoader classes, Birth birth) {
        var session = new ChildSession(this, classes, options.stdio(), this::reply);
        boolean hasThem = options.startMethod() == StartMethod.FORK;
        byte[] message = message(options, task, !hasThem && TaskClasses.areOwn(classes));
        Children.add(this);
        var reason = isDaemon ? null : KeepAlive.hold(name);
        var _ = exit.whenComplete((status, nothing) -> release(reason));
        try {
            handle.complete(birth.give(message, session));
        } catch (RuntimeException e) {
            release(reason);
            throw new StartException("cannot start child " + name + "; " + e.getMessage(), e);
        } catch (Error e) {
            release(reason);
            throw e;
        }
        var _ = result.whenComplete((value, thrown) -> endIfCancelled());
        limitStart(options.startTimeout(), session);
        if (options.processMemoryLimit() > 0) {
            MemoryGuard.watch(this, options.processMemoryLimit());
        }
    }

    private byte[] message(LaunchOptionsValue options, byte[] task, boolean isServed) {
        var defaults = DefaultOptions.toInherit();
        var preload = options.preload();
        try {
            return new BootProtocol.Launch(
                            name,
                            ThisProcess.name(),
                            isDaemon,
                            ThisProcess.depth() + 1,
                            isServed,
                            Family.address(),
                            Os.current().callLibrary(),
                            defaults == null ? null : Codec.java().encode(defaults),
                            preload == null ? null : Codec.java().encode(preload),
                            task)
                    .toMessage();
        } catch (IOException e) {
            throw new AssertionError("an array does not fail", e);
        }
    }

    private void limitStart(Duration timeout, ChildSession session) {
        started.orTimeout(Deadline.after(timeout).nanosLeft(), TimeUnit.NANOSECONDS)
                .exceptionally(
                        late -> {
                            if (late instanceof TimeoutException) {
                                Thread.startVirtualThread(() -> giveUp(timeout, session));
                            }
                            return null;
                        });
    }

    private void giveUp(Duration timeout, ChildSession session) {
        var late =
                new StartException(
                        "child "
                                + name
                                + " (pid "
                                + pid()
                                + ") did not begin its task within "
                                + timeout
                                + clauseOf(session.lastLines())
                                + "; see LaunchOptions.withStartTimeout",
                        null);
        tooLate = late;
        kill();
        result.completeExceptionally(late);
    }

    /// The children of this process that have not ended.
    ///
    /// @return a snapshot
    public static List<ChildProcess<?>> active() {
        return Children.living().stream().filter(child -> !child.isTemplate).toList();
    }

    /// Ends the templates that [StartMethod#FORKSERVER] keeps, and frees their memory. The next
    /// start makes new ones. They end with this process anyway; their forks are not affected.
    public static void endTemplates() {
        Templates.end();
    }

    /// Name of the child.
    ///
    /// @return the one of [LaunchOptions#withName], else a number with the parent's name
    public String name() {
        return name;
    }

    /// The system's id of the child.
    ///
    /// @return the pid; after the end it may mean another process
    public long pid() {
        return handle.join().identity().pid();
    }

    /// Whether the parent's normal end ends this child.
    ///
    /// @return false where the parent waits for it
    public boolean isDaemon() {
        return isDaemon;
    }

    /// The JDK's view of the child.
    ///
    /// @return a handle; its `exitValue` is not known to it
    public ProcessHandle toHandle() {
        return ProcessHandle.of(pid())
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "child " + name + " has ended; ask exitStatus() instead"));
    }

    /// Whether the process still exists.
    ///
    /// @return false once its end is known
    public boolean isAlive() {
        return !exit.isDone();
    }

    /// How the process ended.
    ///
    /// @return empty while it lives
    public Optional<ExitStatus> exitStatus() {
        return exit.isDone() ? Optional.of(exit.join()) : Optional.empty();
    }

    /// What the child wrote last to stderr.
    ///
    /// @return some lines, bounded; after a crash of the JVM the head of its report; empty where
    ///     stderr is the parent's own
    public String lastOutput() {
        return lastOutput;
    }

    /// What the task said: its result, or its exception as the cause of an [ExecutionException],
    /// with the frames of the child. If the child ends before that, a [ChildDiedException]; if it
    /// does not begin in time, a [StartException]. Cancelling it terminates the child.
    ///
    /// @return completes exactly once, whatever happens to the child
    public CompletableFuture<R> result() {
        Renewals.requireOwn(generation, name);
        return result;
    }

    /// How the process ended; never completes exceptionally. Completes after [#result].
    ///
    /// @return completes when the process has gone
    public CompletableFuture<ExitStatus> onExit() {
        Renewals.requireOwn(generation, name);
        return exit.copy();
    }

    /// For [dev.progeny.channel.Connection#awaitReadable]: a child is readable once it has ended.
    @Override
    public CompletionStage<?> whenReadable() {
        return exit;
    }

    /// Waits for the end of the process. The child keeps running if the caller is interrupted.
    ///
    /// @return how it ended
    /// @throws InterruptedException if the calling thread is interrupted
    public ExitStatus join() throws InterruptedException {
        Renewals.requireOwn(generation, name);
        try {
            return exit.get();
        } catch (ExecutionException e) {
            throw new AssertionError("an end is a fact", e);
        }
    }

    /// Waits for the end of the process, for a limited time.
    ///
    /// @param timeout zero or negative to look only
    /// @return how it ended; empty if it has not
    /// @throws InterruptedException if the calling thread is interrupted
    public Optional<ExitStatus> join(Duration timeout) throws InterruptedException {
        Renewals.requireOwn(generation, name);
        try {
            return Optional.of(exit.get(Deadline.after(timeout).nanosLeft(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new AssertionError("an end is a fact", e);
        }
    }

    /// Sends SIGINT: the child's JVM runs its shutdown hooks and ends; reported as code 130.
    public void interrupt() {
        handle.join().signal(ChildHandle.Signal.INTERRUPT);
    }

    /// Sends SIGTERM: the child's JVM runs its shutdown hooks and ends; reported as SIGTERM, code
    /// 143. One that still boots gets it once it has booted, since a JVM that gets it earlier may
    /// complain on stdout and end with code 1.
    public void terminate() {
        var _ = started.whenComplete((begun, late) -> signal(ChildHandle.Signal.TERMINATE));
    }

    /// Asks the child to end, since this JVM does. One that boots is killed: nothing of the user's
    /// has run in it, and a JVM that gets SIGTERM that early complains of it on stdout.
    void endWithParent() {
        boolean isAsked = started.isDone() && !isTemplate;
        signal(isAsked ? ChildHandle.Signal.TERMINATE : ChildHandle.Signal.KILL);
    }

    /// Sends SIGKILL: the child ends at once, hooks or not, and takes along what it started.
    public void kill() {
        signal(ChildHandle.Signal.KILL);
    }

    /// Why Progeny killed the child by itself, as with
    /// [LaunchOptions#withProcessMemoryLimit].
    ///
    /// @return the reason with its figures; empty if it did not
    public String whyKilled() {
        return whyKilled;
    }

    /// Kills it for a reason that the report of its death tells.
    void kill(String reason) {
        whyKilled = reason;
        kill();
    }

    private void signal(ChildHandle.Signal signal) {
        if (handle.isDone()) {
            handle.join().signal(signal);
        }
    }

    /// Ends the child and waits until it has gone. A child that has said its result is given the
    /// grace of [LaunchOptions#withStopGrace] to leave by itself; after that, or if it has not,
    /// SIGTERM, the grace, SIGKILL. Never leaves a child. An interrupt skips the graces.
    @Override
    public void close() {
        boolean wasInterrupted = false;
        try {
            if (!result.isDone() || join(stopGrace).isEmpty()) {
                terminate();
                join(stopGrace);
            }
        } catch (InterruptedException e) {
            wasInterrupted = true;
        }
        kill();
        exit.join(); // of a killed process: as soon as the system has taken it down
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        String state = exit.isDone() ? exit.join().describe() : "alive";
        return "child " + name + " (pid " + (handle.isDone() ? pid() : "none") + "): " + state;
    }

    void started() {
        started.complete(null);
    }

    /// Completes once the child has begun, has failed, or has gone.
    CompletableFuture<Object> whenReady() {
        return CompletableFuture.anyOf(started, result);
    }

    /// The child sent a result; decoding it may run code of the user, and fail.
    @SuppressWarnings("unchecked") // the child ran the task of which R is the result
    void returned(Supplier<@Nullable Object> decode) {
        try {
            result.complete((R) decode.get());
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    void threw(Throwable thrown) {
        result.completeExceptionally(thrown);
    }

    /// What the child said cannot be understood, or there is no code any more that would.
    void failed(Throwable reason) {
        result.completeExceptionally(reason);
        kill();
    }

    void exited(ExitStatus status, String lastWords, boolean isDeath) {
        Family.ended(pid());
        lastOutput = lastWords;
        boolean hadStarted = started.isDone();
        if (isDeath && !hadStarted && status.isOfABrokenJvm()) {
            archive.distrust().run();
        }
        try {
            if (isDeath) {
                result.completeExceptionally(death(status, lastWords, hadStarted));
            }
        } finally {
            started.complete(null); // not before: who waits for it looks whether there is a result
            exit.complete(status);
        }
    }

    private Throwable death(ExitStatus status, String lastWords, boolean hadStarted) {
        var late = tooLate;
        if (late != null) {
            return late;
        }
        String message =
                "child "
                        + name
                        + " (pid "
                        + pid()
                        + ") died while "
                        + (hadStarted ? "running its task: " : "starting: ")
                        + status.describe()
                        + (whyKilled.isEmpty() ? "" : "; its parent killed it: " + whyKilled)
                        + clauseOf(lastWords);
        return new ChildDiedException(message, pid(), status, lastWords);
    }

    private static String clauseOf(String output) {
        return output.isEmpty() ? "" : "; last output: " + output;
    }

    void resumeOutput(boolean isStderr) {
        handle.join().resumeOutput(isStderr);
    }

    private void reply(byte[] message) {
        handle.join().send(message);
    }

    private void endIfCancelled() {
        if (result.isCancelled()) {
            terminate();
        }
    }

    private void release(KeepAlive.@Nullable Hold reason) {
        Children.remove(this);
        if (reason != null) {
            reason.close();
        }
    }
}
