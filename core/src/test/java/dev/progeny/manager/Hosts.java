package dev.progeny.manager;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Hosts of a network on this machine: a server and two clients, each in a network namespace of its
/// own, with a wire from each client to the server.
final class Hosts implements AutoCloseable {
    private static final String ID = "pg" + ProcessHandle.current().pid() % 1_000_000;
    static final String SERVER = ID + "s";

    private final List<Program> programs = new ArrayList<>();

    /// Makes them.
    Hosts() {
        try {
            ip("netns add " + SERVER);
            ip("-n " + SERVER + " link set lo up");
            for (int number = 1; number <= 2; number++) {
                connect(number);
            }
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /// Whether this user may make them here.
    static boolean areAllowed() {
        String probe = ID + "p";
        try {
            ip("netns add " + probe);
            ip("netns del " + probe);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    static String client(int number) {
        return ID + "c" + number;
    }

    /// The server as a client knows it.
    static String serverOf(int number) {
        return "10.77." + number + ".1";
    }

    private static void connect(int number) {
        String host = client(number);
        String wire = ID + "w" + number;
        ip("netns add " + host);
        ip("link add " + wire + " netns " + SERVER + " type veth peer eth0 netns " + host);
        ip("-n " + SERVER + " addr add " + serverOf(number) + "/24 dev " + wire);
        ip("-n " + SERVER + " link set " + wire + " up");
        ip("-n " + host + " addr add 10.77." + number + ".2/24 dev eth0");
        ip("-n " + host + " link set eth0 up");
    }

    /// Pulls the wire of a client. Nobody is told.
    static void cut(int number) {
        ip("-n " + client(number) + " link set eth0 down");
    }

    /// Starts a program on a host.
    Program start(String host, String... arguments) {
        var program = new Program(host, arguments);
        programs.add(program);
        return program;
    }

    /// A program that reads lines and answers each with one.
    static final class Program {
        private final Process process;
        private final BufferedReader answers;
        private final PrintWriter commands;

        private Program(String host, String... arguments) {
            var command =
                    new ArrayList<>(
                            List.of(
                                    "ip",
                                    "netns",
                                    "exec",
                                    host,
                                    ProcessHandle.current().info().command().orElseThrow(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-Dstdout.encoding=UTF-8",
                                    "-cp",
                                    System.getProperty("java.class.path")));
            String os = System.getProperty("dev.progeny.os");
            if (os != null) {
                command.add("-Ddev.progeny.os=" + os);
            }
            command.add(NetworkProgram.class.getName());
            command.addAll(List.of(arguments));
            try {
                process =
                        new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            answers = process.inputReader(StandardCharsets.UTF_8);
            commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        }

        void say(String command) {
            commands.println(command);
        }

        String hear() throws IOException {
            return answers.readLine();
        }

        String ask(String command) throws IOException {
            say(command);
            return hear();
        }

        void kill() throws InterruptedException {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        try {
            for (var program : programs) {
                program.kill();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        for (String host : List.of(SERVER, client(1), client(2))) {
            run("ip netns del " + host);
        }
    }

    private static void ip(String arguments) {
        if (run("ip " + arguments) != 0) {
            throw new AssertionError("ip " + arguments);
        }
    }

    private static int run(String command) {
        try {
            var process =
                    new ProcessBuilder(command.split(" "))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("does not end: " + command);
            }
            return process.exitValue();
        } catch (IOException e) {
            return 127; // there is no such program
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
