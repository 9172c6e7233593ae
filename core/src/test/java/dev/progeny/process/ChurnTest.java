package dev.progeny.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.NothingLeft;
import dev.progeny.os.Os;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Children come and go, and the parent stays as it was; also where descriptors are scarce.
@Tag("process")
@ExtendWith(NothingLeft.class)
class ChurnTest {
    private static final int AT_ONCE = 4;

    /// Small, and touched as a whole from the start: garbage that no collection has had a reason
    /// for yet must not look like a leak, and a leak on the heap must not hide in it.
    private static final String HEAP = "24m";

    // X-PRC-02, X-PRC-05: the parent reaps every child by itself
    @Test
    void manyChildrenLeaveTheParentAsItWas(@TempDir Path directory) throws Exception {
        leaveTheParentAsItWas(directory, Os.current().name().equals("linux") ? 120 : 60);
    }

    @Test
    @Tag("long")
    void aThousandChildrenLeaveTheParentAsItWas(@TempDir Path directory) throws Exception {
        leaveTheParentAsItWas(directory, 1000);
    }

    private static void leaveTheParentAsItWas(Path directory, int children) throws Exception {
        int warmUp = children / 3;
        try (var program =
                Program.start(
                        directory,
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xms" + HEAP,
                                "-Xmx" + HEAP,
                                "-XX:+AlwaysPreTouch",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Churns.class.getName(),
                                Integer.toString(warmUp),
                                Integer.toString(children - warmUp)))) {
            program.handle().onExit().get(10, TimeUnit.MINUTES);
            var outcome = program.await();
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.out()).isEqualTo("flat\n");
        }
    }

    static final class Churns {
        private record Holdings(
                int descriptors, int threads, long children, long residentKb, long heapBytes) {
            static Holdings now() throws Exception {
                System.gc();
                var runtime = Runtime.getRuntime();
                String status = Files.readString(Path.of("/proc/self/status"));
                String resident =
                        status.lines().filter(l -> l.startsWith("VmRSS")).findFirst().orElseThrow();
                return new Holdings(
                        List.of(new File("/proc/self/fd").list()).size(),
                        Thread.getAllStackTraces().size(),
                        ProcessHandle.current().children().count(),
                        Long.parseLong(resident.replaceAll("\\D", "")),
                        runtime.totalMemory() - runtime.freeMemory());
            }

            boolean isBeyond(Holdings before) {
                return descriptors > before.descriptors
                        || threads > before.threads + 2 // pools of the JDK come and go
                        || children > before.children
                        || residentKb > before.residentKb * 1.1
                        || heapBytes > before.heapBytes * 1.1;
            }
        }

        public static void main(String[] arguments) throws Exception {
            churn(Integer.parseInt(arguments[0]));
            var before = Holdings.now();
            churn(Integer.parseInt(arguments[1]));
            var after = Holdings.now();
            System.out.println(after.isBeyond(before) ? before + "\n" + after : "flat");
        }

        private static void churn(int children) throws Exception {
            var living = new ArrayList<ChildProcess<Integer>>();
            for (int i = 0; i < children; i++) {
                int number = i;
                living.add(ChildProcess.start(() -> number));
                if (living.size() == AT_ONCE) {
                    endAll(living);
                }
            }
            endAll(living);
        }

        private static void endAll(Collection<ChildProcess<Integer>> living) throws Exception {
            for (var child : living) {
                child.result().get(60, TimeUnit.SECONDS);
                assertThat(child.join(Duration.ofSeconds(60))).isPresent();
            }
            living.clear();
        }
    }

    /// Not on the portable back end, whose starts fail in the JDK's own code then, in many ways.
    @Test
    @Tag("platform-only")
    void wantOfDescriptorsIsAClearErrorAndLeaksNothing(@TempDir Path directory) throws Exception {
        var builder =
                Program.builder(
                        directory,
                        List.of(
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Starves.class.getName()));
        builder.command().addAll(0, List.of("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh"));
        try (var program = Program.start(builder, directory)) {
            assertThat(program.await().out()).isEqualTo("refused, and fine again\n");
        }
    }

    static final class Starves {
        public static void main(String[] arguments) throws Exception {
            ChildProcess.start(() -> 1).join(); // loads what is needed
            var eaten = new ArrayList<AutoCloseable>();
            eatAll(eaten);
            int leaked = 0;
            boolean isRefused = false;
            for (int spare = 0; spare < 40; spare++) {
                for (int i = 0; i < 2 && !eaten.isEmpty(); i++) {
                    eaten.removeLast().close();
                }
                int before = descriptors();
                if (startFails()) {
                    isRefused = true;
                    leaked += Math.max(0, descriptors() - before);
                }
            }
            for (var file : eaten) {
                file.close();
            }
            boolean isFine = ChildProcess.start(() -> 1).join().isSuccess();
            boolean isClean = ProcessHandle.current().children().findAny().isEmpty();
            System.out.println(
                    leaked == 0 && isRefused && isFine && isClean
                            ? "refused, and fine again"
                            : "leaked=" + leaked + " " + isRefused + " " + isFine + " " + isClean);
        }

        private static void eatAll(List<AutoCloseable> eaten) {
            try {
                while (true) {
                    eaten.add(new java.io.FileInputStream("/dev/null"));
                }
            } catch (java.io.IOException e) {
                return;
            }
        }

        private static boolean startFails() throws Exception {
            try (var child = ChildProcess.start(() -> 1)) {
                child.result().handle((value, thrown) -> 0).get(30, TimeUnit.SECONDS);
                child.join();
                return false;
            } catch (StartException e) {
                return true;
            }
        }

        /// Those that can be opened until none is left: the list of them needs one itself.
        private static int descriptors() throws Exception {
            var free = new ArrayList<AutoCloseable>();
            eatAll(free);
            for (var file : free) {
                file.close();
            }
            return -free.size();
        }
    }
}
