package dev.progeny.archive;

import dev.progeny.os.ChildHandle;
import dev.progeny.os.ChildListener;
import dev.progeny.os.Os;
import dev.progeny.os.ParentLink;
import dev.progeny.os.SpawnRequest;
import dev.progeny.os.WaitStatus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The making of one archive: a shell that runs three JVMs one after the other, at low priority
/// where nobody waits, and watches its parent. A second of one processor, in all.
///
/// The JVMs are real children but for their private channel, which is files here: what they read
/// is written before, and what they say is compared with what they should.
///
/// The shell makes the directory that all this is in, and removes it when its parent has ended,
/// whether killed or not. So there is no moment at which a kill of the parent leaves something.
final class Training {
    private static final String SHELL = "/bin/sh";

    /// A tenth of a processor that others want; with 19 it would be a hundredth, and a minute.
    private static final String LOW_PRIORITY = "nice -n 10";

    private static final int LIMIT_SECONDS = 120;
    private static final int LOOK_MILLIS = 50;

    /// Exit code of the script: a JVM has failed, or answered something else. Any other one says
    /// nothing of the archive: the parent has gone, or somebody else is at it.
    private static final int FAILED = 1;

    private static final Set<String> JVM_VARIABLES =
            Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS");

    /// In place of the child's own that an archive need not know: those may hold secrets, or name
    /// files.
    private static final List<String> OWN_OPTIONS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:-UsePerfData",
                    "-XX:ErrorFile=/dev/null",
                    "-XX:-CreateCoredumpOnCrash",
                    "-Ddev.progeny.archive=off");

    /// Linux tells the present parent in the fourth word of `stat`. Descriptors 3 and 4 are those
    /// of a child's channel. A signal to the shell is heard when `sleep` is over. At the end it
    /// stays until its parent has taken the archive and removed the directory.
    private static final String SCRIPT =
            """
            parent=$1 java=$2 directory=$3 low=$8
            umask 077
            mkdir "$directory" && cd "$directory" || exit 4
            leave() {
              cd / && rm -rf "$directory"
              exit "$1"
            }
            if_orphan() {
              read -r _ _ _ now _ </proc/$$/stat && [ "$now" = "$parent" ] && return
              [ -z "$1" ] || { kill -9 "$1"; wait "$1"; }
              leave 3
            }
            run() {
              $low "$java" "@$1" 3<message 4>answer >/dev/null 2>&1 </dev/null &
              while kill -0 $! 2>/dev/null; do
                if_orphan $!
                sleep 0.1 || break
              done
              wait $! || leave 1
            }
            printf "$4" >message
            printf %s "$5" >record
            printf %s "$6" >create
            printf %s "$7" >check
            command -v nice >/dev/null 2>&1 || low=
            run record
            run create
            run check
            : >done
            while [ -e done ]; do
              if_orphan ''
              sleep 0.1 || break
            done
            """;

    private final String name;
    private final Recipe recipe;
    private final Cache cache;
    private final boolean isUrgent;
    private final Path directory;
    private final Path archive;
    private final CompletableFuture<WaitStatus> end = new CompletableFuture<>();

    /// How it went.
    enum Outcome {
        /// The archive is there, and good.
        MADE,
        /// It cannot be made.
        FAILED,
        /// It was ended from outside, or somebody else is at it: nothing is known.
        ENDED
    }

    /// @param isUrgent whether somebody waits for it
    Training(String name, Recipe recipe, Cache cache, boolean isUrgent) {
        this.name = name;
        this.recipe = recipe;
        this.cache = cache;
        this.isUrgent = isUrgent;
        this.directory = cache.trainingOf(name);
        this.archive = directory.resolve("archive.aot");
    }

    /// Whether this system has what it takes.
    static boolean isPossible() {
        return Files.isExecutable(Path.of(SHELL)) && Files.isReadable(Path.of("/proc/self/fd"));
    }

    /// Makes the archive and publishes it. Blocks for a second or two; an interrupt ends it.
    Outcome run() {
        try {
            var rehearsal = recipe.rehearsal().get();
            var shell = start(rehearsal.message());
            try {
                return publish(rehearsal.answer());
            } finally {
                release(shell);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.ENDED;
        } catch (TimeoutException e) {
            return Outcome.ENDED; // a machine with much to do, and we come last
        } catch (IOException | RuntimeException e) {
            cache.fail(name);
            return Outcome.FAILED;
        }
    }

    private Outcome publish(byte[] expected)
            throws IOException, InterruptedException, TimeoutException {
        if (!isDone()) {
            boolean hasFailed = end.join().code() == FAILED;
            if (hasFailed) {
                cache.fail(name);
            }
            return hasFailed ? Outcome.FAILED : Outcome.ENDED;
        }
        if (!Arrays.equals(Files.readAllBytes(directory.resolve("answer")), expected)) {
            cache.fail(name);
            return Outcome.FAILED;
        }
        cache.publish(name, archive);
        return Outcome.MADE;
    }

    /// Waits until the shell has done its work.
    ///
    /// @return false where it has ended instead
    private boolean isDone() throws InterruptedException, TimeoutException {
        int looks = LIMIT_SECONDS * 1000 / LOOK_MILLIS;
        for (int i = 0; i < looks && !Files.exists(directory.resolve("done")); i++) {
            if (hasEnded(LOOK_MILLIS)) {
                return false;
            }
        }
        if (!Files.exists(directory.resolve("done"))) {
            throw new TimeoutException("not made within seconds=" + LIMIT_SECONDS);
        }
        return true;
    }

    private boolean hasEnded(int millis) throws InterruptedException {
        try {
            end.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("an end is a fact", e);
        }
    }

    /// The shell ends when the directory has gone; one that has not done its work is killed.
    private void release(ChildHandle shell) {
        if (!end.isDone()) {
            if (!Files.exists(directory.resolve("done"))) {
                shell.signal(ChildHandle.Signal.KILL);
                end.join();
            }
            Cache.endTraining(directory);
            end.join();
        }
    }

    private ChildHandle start(byte[] message) {
        var os = Os.current();
        String configuration = "-XX:AOTConfiguration=" + directory.resolve("configuration");
        String cacheOption = "-XX:AOTCache=" + archive;
        var nothing = SpawnRequest.Stream.NULL;
        var command =
                List.of(
                        SHELL,
                        "-c",
                        SCRIPT,
                        "progeny-archive",
                        Long.toString(os.self().pid()),
                        recipe.java(),
                        directory.toString(),
                        octal(message),
                        options(List.of("-XX:AOTMode=record", configuration), true),
                        options(List.of("-XX:AOTMode=create", configuration, cacheOption), false),
                        options(List.of("-XX:AOTMode=on", cacheOption), true),
                        isUrgent ? "" : LOW_PRIORITY);
        return os.spawn(
                new SpawnRequest(
                        command,
                        environment(),
                        "/",
                        new SpawnRequest.Stdio(nothing, nothing, nothing),
                        List.of()),
                new byte[0],
                new Listener());
    }

    /// A file of options as the launcher reads it: one in quotes on each line.
    private String options(List<String> how, boolean isRun) {
        var all = new ArrayList<String>();
        all.addAll(Objects.requireNonNullElse(KeptOptions.of(recipe.options()), List.of()));
        all.addAll(OWN_OPTIONS);
        all.add("-Ddev.progeny.os=" + Os.current().name());
        all.addAll(how);
        all.addAll(recipe.code());
        if (isRun) {
            all.add(ParentLink.BY_DESCRIPTORS);
        }
        var text = new StringBuilder();
        for (String option : all) {
            text.append('"')
                    .append(option.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        }
        return text.toString();
    }

    /// Bytes as a format of the shell's `printf`.
    private static String octal(byte[] bytes) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            text.append('\\');
            for (int shift = 6; shift >= 0; shift -= 3) {
                text.append((char) ('0' + (((b & 0xFF) >> shift) & 7)));
            }
        }
        return text.toString();
    }

    private static Map<String, String> environment() {
        var environment = new HashMap<>(System.getenv());
        environment.keySet().removeAll(JVM_VARIABLES);
        return environment;
    }

    private final class Listener implements ChildListener {
        @Override
        public void received(byte[] bytes) {
            // the shell says nothing
        }

        @Override
        public boolean output(boolean stderr, byte[] bytes) {
            return true;
        }

        @Override
        public void exited(WaitStatus status, String crashLog) {
            end.complete(status);
        }
    }
}
