package dev.progeny.process;

import dev.progeny.task.RemoteRunnable;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The value behind [LaunchOptions]. Null stands for "as the parent" or "the library decides".
record LaunchOptionsValue(
        @Nullable String name,
        @Nullable Boolean daemon,
        StartMethod startMethod,
        List<String> jvmOptions,
        @Nullable List<String> classPath,
        Map<String, String> environment,
        @Nullable String directory,
        Stdio stdio,
        Duration stopGrace,
        Duration startTimeout,
        @Nullable RemoteRunnable preload,
        @Nullable String java,
        long memoryLimit,
        long processMemoryLimit,
        int cpus,
        List<Integer> affinity)
        implements LaunchOptions, Serializable {

    static final LaunchOptionsValue LIBRARY_DEFAULTS =
            new LaunchOptionsValue(
                    null,
                    null,
                    StartMethod.SPAWN,
                    List.of(),
                    null,
                    Map.of(),
                    null,
                    Stdio.PASS,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    null,
                    null,
                    0,
                    0,
                    0,
                    List.of());

    private static final long SMALLEST_HEAP = 2L << 20;
    private static final long SMALLEST_PROCESS = 16L << 20;
    private static final int MOST_PROCESSORS = 1024;

    /// Something like a builder, but never seen: each `with` below fills in one field.
    private LaunchOptionsValue copy(Change change) {
        var fields = new Fields(this);
        change.apply(fields);
        return fields.toValue();
    }

    @Override
    public LaunchOptions withName(String newName) {
        Objects.requireNonNull(newName, "name");
        return copy(f -> f.name = newName);
    }

    @Override
    public LaunchOptions withDaemon(boolean newDaemon) {
        return copy(f -> f.daemon = newDaemon);
    }

    @Override
    public LaunchOptions withStartMethod(StartMethod method) {
        Objects.requireNonNull(method, "method");
        return copy(f -> f.startMethod = method);
    }

    @Override
    public LaunchOptions withJvmOptions(String... options) {
        var all = new ArrayList<>(jvmOptions);
        all.addAll(Arrays.asList(options));
        var copied = List.copyOf(all);
        return copy(f -> f.jvmOptions = copied);
    }

    @Override
    public LaunchOptions withClassPath(Path... entries) {
        var paths = Arrays.stream(entries).map(p -> p.toAbsolutePath().toString()).toList();
        return copy(f -> f.classPath = paths);
    }

    @Override
    public LaunchOptions withEnvironment(String variable, String value) {
        if (variable.isEmpty() || variable.indexOf('=') >= 0 || variable.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "not a name for an environment variable: name=" + variable);
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "an environment variable cannot hold a zero character: name=" + variable);
        }
        var all = new HashMap<>(environment);
        all.put(variable, value);
        var copied = Map.copyOf(all);
        return copy(f -> f.environment = copied);
    }

    @Override
    public LaunchOptions withDirectory(Path newDirectory) {
        var path = newDirectory.toAbsolutePath().toString();
        return copy(f -> f.directory = path);
    }

    @Override
    public LaunchOptions withStdio(Stdio newStdio) {
        Objects.requireNonNull(newStdio, "stdio");
        return copy(f -> f.stdio = newStdio);
    }

    @Override
    public LaunchOptions withStopGrace(Duration grace) {
        if (grace.isNegative()) {
            throw new IllegalArgumentException("negative grace: " + grace + "; use zero or more");
        }
        return copy(f -> f.stopGrace = grace);
    }

    @Override
    public LaunchOptions withStartTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "start timeout is not positive: " + timeout + "; give the child some seconds");
        }
        return copy(f -> f.startTimeout = timeout);
    }

    @Override
    public LaunchOptions withPreload(RemoteRunnable newPreload) {
        Objects.requireNonNull(newPreload, "preload");
        return copy(f -> f.preload = newPreload);
    }

    @Override
    public LaunchOptions withJava(Path launcher) {
        var path = launcher.toAbsolutePath().toString();
        return copy(f -> f.java = path);
    }

    @Override
    public LaunchOptions withMemoryLimit(long bytes) {
        if (bytes < SMALLEST_HEAP) {
            throw new IllegalArgumentException(
                    "memory limit is too small for a JVM: bytes="
                            + bytes
                            + "; use at least "
                            + SMALLEST_HEAP);
        }
        return copy(f -> f.memoryLimit = bytes);
    }

    @Override
    public LaunchOptions withProcessMemoryLimit(long bytes) {
        if (bytes < SMALLEST_PROCESS) {
            throw new IllegalArgumentException(
                    "memory limit is too small for a process of a JVM: bytes="
                            + bytes
                            + "; use at least "
                            + SMALLEST_PROCESS);
        }
        return copy(f -> f.processMemoryLimit = bytes);
    }

    @Override
    public LaunchOptions withCpus(int newCpus) {
        if (newCpus < 1) {
            throw new IllegalArgumentException("cpus=" + newCpus + "; use one or more");
        }
        return copy(f -> f.cpus = newCpus);
    }

    @Override
    public LaunchOptions withAffinity(int... processors) {
        var numbers = Arrays.stream(processors).boxed().toList();
        if (numbers.isEmpty() || numbers.stream().anyMatch(n -> n < 0 || n >= MOST_PROCESSORS)) {
            throw new IllegalArgumentException(
                    "not processors: numbers="
                            + numbers
                            + "; use one or more of 0 to "
                            + (MOST_PROCESSORS - 1));
        }
        return copy(f -> f.affinity = numbers);
    }

    /// With another preload, or one where there was none.
    LaunchOptionsValue preloading(RemoteRunnable other) {
        return copy(f -> f.preload = other);
    }

    /// For a fork: its template has run the preload.
    LaunchOptionsValue withoutPreload() {
        return copy(f -> f.preload = null);
    }

    /// For the template itself, whose standard streams are no terminal's.
    LaunchOptionsValue asTemplate(String newName) {
        return copy(
                f -> {
                    f.name = newName;
                    f.daemon = true;
                    f.stdio = stdio == Stdio.INHERIT ? Stdio.PASS : stdio;
                    f.processMemoryLimit = 0;
                });
    }

    private interface Change {
        void apply(Fields fields);
    }

    /// The components, changeable for the moment of a copy.
    private static final class Fields {
        private @Nullable String name;
        private @Nullable Boolean daemon;
        private StartMethod startMethod;
        private List<String> jvmOptions;
        private @Nullable List<String> classPath;
        private Map<String, String> environment;
        private @Nullable String directory;
        private Stdio stdio;
        private Duration stopGrace;
        private Duration startTimeout;
        private @Nullable RemoteRunnable preload;
        private @Nullable String java;
        private long memoryLimit;
        private long processMemoryLimit;
        private int cpus;
        private List<Integer> affinity;

        Fields(LaunchOptionsValue from) {
            name = from.name;
            daemon = from.daemon;
            startMethod = from.startMethod;
            jvmOptions = from.jvmOptions;
            classPath = from.classPath;
            environment = from.environment;
            directory = from.directory;
            stdio = from.stdio;
            stopGrace = from.stopGrace;
            startTimeout = from.startTimeout;
            preload = from.preload;
            java = from.java;
            memoryLimit = from.memoryLimit;
            processMemoryLimit = from.processMemoryLimit;
            cpus = from.cpus;
            affinity = from.affinity;
        }

        LaunchOptionsValue toValue() {
            return new LaunchOptionsValue(
                    name,
                    daemon,
                    startMethod,
                    jvmOptions,
                    classPath,
                    environment,
                    directory,
                    stdio,
                    stopGrace,
                    startTimeout,
                    preload,
                    java,
                    memoryLimit,
                    processMemoryLimit,
                    cpus,
                    affinity);
        }
    }
}
