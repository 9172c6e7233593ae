package dev.progeny.process;

import java.util.concurrent.TimeUnit;

/// Signals that the JDK does not send.
final class Signals {
    private Signals() {}

    static void stop(long pid) throws Exception {
        send("STOP", pid);
    }

    static void resume(long pid) throws Exception {
        send("CONT", pid);
    }

    static void send(String signal, long pid) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
        if (!kill.waitFor(30, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("cannot send SIG" + signal + " to " + pid);
        }
    }
}
