package dev.progeny.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/// What a template is busy with while it is forked, and what its forks do: all that would hang,
/// crash or go wrong in a JVM that was copied badly.
final class Load {
    private static final int SIZE = 2000;
    private static final long PAUSE_NANOS = 10_000_000;
    private static final int VIRTUAL_THREADS = 20;
    private static volatile boolean isStopped;
    private static final AtomicLong SINK = new AtomicLong();
    private static long expected;
    private static byte[] classBytes = {};
    private static ZipFile jar;

    private Load() {}

    /// Compiled anew as often as it is defined.
    static final class Twisted {
        static int twist(int n) {
            int sum = 0;
            for (int i = 0; i < n; i++) {
                sum += i ^ (sum >> 1);
            }
            return sum;
        }
    }

    static void begin(String jarFile) throws Exception {
        try (var in = Load.class.getResourceAsStream("Load$Twisted.class")) {
            classBytes = in.readAllBytes();
        }
        jar = new ZipFile(jarFile);
        expected = work();
        daemon(Load::work);
        daemon(Load::defineAndCompile);
        daemon(() -> new Thread(Load::work).start());
        daemon(Load::throwAndCatch);
        daemon(Load::sleepVirtually);
        daemon(Load::loadLibrary);
        daemon(Load::readJar);
        echo(); // once: the pollers exist then, but a socket in use would be its forks' too
        var lock = new Object();
        daemon(() -> contend(lock));
        daemon(() -> contend(lock));
    }

    private interface Step {
        void go() throws Exception;
    }

    private static void daemon(Step again) {
        var thread =
                new Thread(
                        () -> {
                            while (!isStopped) {
                                try {
                                    again.go();
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                                LockSupport.parkNanos(PAUSE_NANOS);
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    /// In a fork: everything once, with the threads of the template running beside, or stopped.
    static String errand(int number) throws Exception {
        isStopped = number % 10 > 0;
        var beside = new FutureTask<>(Load::work);
        new Thread(beside).start();
        require(work() == expected, "work");
        require(beside.get() == expected, "work of a new thread");
        require((int) defineAndCompile() == Twisted.twist(5000), "a new class");
        require(sleepVirtually() == VIRTUAL_THREADS, "virtual threads");
        throwAndCatch();
        loadLibrary();
        readJar();
        echo();
        var file = Files.createTempFile("load", ".txt");
        Files.writeString(file, "x");
        require(Files.size(file) == 1, "a file");
        Files.delete(file);
        require(Thread.getAllStackTraces().size() > 5, "a thread dump");
        System.gc();
        return "sound";
    }

    private static void require(boolean isTrue, String what) {
        if (!isTrue) {
            throw new AssertionError(what + " went wrong");
        }
    }

    private static long work() {
        long hash = 7;
        var kept = new ArrayList<Object>();
        var counts = new HashMap<String, Integer>();
        for (int i = 0; i < SIZE; i++) {
            String text = Integer.toString(i);
            hash = hash * 31 + text.hashCode();
            kept.add(new byte[64]);
            counts.merge(text.substring(text.length() / 2), 1, Integer::sum);
        }
        SINK.addAndGet(kept.size());
        return hash * 31 + counts.size();
    }

    private static Object defineAndCompile() throws Exception {
        var defined = MethodHandles.lookup().defineHiddenClass(classBytes, true);
        var twist = defined.lookupClass().getDeclaredMethod("twist", int.class);
        twist.setAccessible(true);
        Object result = 0;
        for (int i = 0; i < 20; i++) {
            result = twist.invoke(null, 5000);
        }
        return result;
    }

    private static void throwAndCatch() {
        try {
            Object nothing = null;
            SINK.addAndGet(nothing.hashCode());
            throw new AssertionError("null has a hash code");
        } catch (NullPointerException e) {
            SINK.addAndGet(e.getStackTrace().length);
        }
    }

    private static int sleepVirtually() throws Exception {
        int done = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<java.util.concurrent.Future<Integer>>();
            for (int i = 0; i < VIRTUAL_THREADS; i++) {
                all.add(threads.submit(() -> 1 + sleep()));
            }
            for (var one : all) {
                done += one.get();
            }
        }
        return done;
    }

    private static int sleep() throws InterruptedException {
        Thread.sleep(1);
        return 0;
    }

    @SuppressWarnings("restricted") // as libraries that call native code do
    private static void loadLibrary() {
        try (var arena = Arena.ofConfined()) {
            SINK.addAndGet(SymbolLookup.libraryLookup("libutil.so.1", arena).hashCode());
        }
    }

    private static void readJar() {
        jar.stream().limit(20).filter(e -> !e.isDirectory()).forEach(Load::readEntry);
    }

    private static void readEntry(java.util.zip.ZipEntry entry) {
        try (var in = jar.getInputStream(entry)) {
            var sum = new CRC32();
            sum.update(in.readAllBytes());
            require(sum.getValue() == entry.getCrc(), entry.getName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Virtual threads wait for a socket in the pollers of the JDK, which are epolls.
    private static void echo() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var answered =
                    threads.submit(
                            () -> {
                                try (var socket = server.accept()) {
                                    socket.getOutputStream().write(socket.getInputStream().read());
                                }
                                return true;
                            });
            var heard =
                    threads.submit(
                            () -> {
                                try (var socket =
                                        new Socket(
                                                InetAddress.getLoopbackAddress(),
                                                server.getLocalPort())) {
                                    socket.getOutputStream().write(7);
                                    return socket.getInputStream().read();
                                }
                            });
            require(heard.get(10, TimeUnit.SECONDS) == 7, "an echo");
            require(answered.get(10, TimeUnit.SECONDS), "an answer");
        }
    }

    @SuppressWarnings("WaitNotInLoop") // not for anything
    private static void contend(Object lock) throws InterruptedException {
        synchronized (lock) {
            SINK.incrementAndGet();
            lock.wait(1);
            lock.notifyAll();
        }
    }

    static Path anyJar() {
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            if (entry.endsWith(".jar")) {
                return Path.of(entry);
            }
        }
        throw new AssertionError("no jar on the class path");
    }
}
