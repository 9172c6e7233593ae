package dev.progeny.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.task.RemoteCallable;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// A cold child that decodes and runs a task loads next to nothing for it.
@Tag("process")
class LeanBootTest {
    private static final Set<String> HEAVY =
            Set.of(
                    "java.io.ObjectInputStream",
                    "java.io.ObjectInputFilter$Config",
                    "java.lang.System$Logger",
                    "java.lang.invoke.LambdaMetafactory",
                    "java.lang.invoke.InnerClassLambdaMetafactory",
                    "java.lang.invoke.StringConcatFactory",
                    "java.lang.invoke.VarHandle$1",
                    "java.lang.invoke.DirectMethodHandle$Constructor",
                    "java.lang.runtime.SwitchBootstraps",
                    "java.lang.runtime.ObjectMethods",
                    "java.util.Formatter",
                    "java.util.stream.Stream",
                    "java.util.logging.Logger");

    @SuppressWarnings("ArrayRecordComponent") // what users write
    record Settings(String name, int count, int[] parts) implements Serializable {}

    /// The parent's half.
    static final class Work {
        private Work() {}

        static RemoteCallable<Integer> task() {
            Settings settings = new Settings("s", 1, new int[] {2});
            int x = 39;
            String text = "not used up";
            return () -> x + settings.count() + settings.parts()[0] + text.length() - 11;
        }
    }

    /// The child: reads a task, runs it, ends with its result.
    static final class Child {
        private Child() {}

        @SuppressWarnings("SystemExitOutsideMain") // the result is the exit status
        public static void main(String[] arguments) throws Throwable {
            int result = 42;
            if (arguments.length > 0) {
                byte[] bytes = Files.readAllBytes(Path.of(arguments[0]));
                SentLambda task = (SentLambda) SentLambda.decodeTask(bytes, 0, bytes.length);
                Object value = task.call();
                result = (Integer) value;
                Codec.java().encode(value);
            } else {
                Files.readAllBytes(Path.of(System.getProperty("java.home"), "release"));
            }
            Runtime.getRuntime().halt(result);
        }
    }

    @Test
    void aTaskIsDecodedAndRunWithoutHeavyClasses(@TempDir Path directory) throws Exception {
        Path task = directory.resolve("task");
        Files.write(task, Codec.java().encode(Work.task()));
        Set<String> bare = classesLoadedBy(directory, List.of());
        Set<String> lean = classesLoadedBy(directory, List.of(task.toString()));
        lean.removeAll(bare);
        assertThat(lean).contains(SentLambda.class.getName());
        assertThat(lean).doesNotContainAnyElementsOf(HEAVY);
        lean.remove("java.lang.invoke.SerializedLambda"); // a parameter in the lambda's class
        assertThat(lean).noneMatch(name -> name.startsWith("java.lang.invoke."));
        assertThat(lean).hasSizeLessThan(60);
    }

    private static Set<String> classesLoadedBy(Path directory, List<String> arguments)
            throws Exception {
        Path log = Files.createTempFile(directory, "classes", ".log");
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djdk.reflect.useNativeAccessorOnly=true",
                                "-Xlog:class+load:file=" + log,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName()));
        command.addAll(arguments);
        Process child = new ProcessBuilder(command).inheritIO().start();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(child.exitValue()).isEqualTo(42);
        Set<String> names = new HashSet<>();
        for (String line : Files.readAllLines(log)) {
            int end = line.indexOf(" source:");
            if (end > 0) {
                names.add(line.substring(line.lastIndexOf(' ', end - 1) + 1, end));
            }
        }
        return names;
    }
}
