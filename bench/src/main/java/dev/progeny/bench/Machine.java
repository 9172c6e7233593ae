package dev.progeny.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What the figures were measured on.
///
/// @param python version of the interpreter that is the peer, if there is one
/// @param jdk runtime version and vendor of the JVM that our side runs on
/// @param system name and architecture
/// @param cpus how many CPUs this process may use
/// @param load average load when the run began: more than a little says the figures are doubtful
record Machine(Optional<String> python, String jdk, String system, int cpus, double load) {

    static Machine current(Optional<Path> python) throws InterruptedException {
        return new Machine(
                python.isPresent() ? version(python.get()) : Optional.empty(),
                Runtime.version() + " " + System.getProperty("java.vendor.version", ""),
                System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static Optional<String> version(Path python) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(
                                    python.toString(),
                                    "-c",
                                    "import platform as p; print(p.python_version())")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            byte[] output = process.getInputStream().readAllBytes();
            String version = new String(output, StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.of(version) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    String line() {
        return "%s | JDK %s | %s | %d CPUs | load %s"
                .formatted(
                        python.map(version -> "Python " + version).orElse("no Python"),
                        jdk.strip(),
                        system,
                        cpus,
                        Quantity.digits(Math.max(0, load)));
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("python", python);
        fields.put("jdk", jdk.strip());
        fields.put("system", system);
        fields.put("cpus", cpus);
        fields.put("load", load);
        return fields;
    }
}
