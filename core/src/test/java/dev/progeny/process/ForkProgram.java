package dev.progeny.process;

import dev.progeny.channel.QueueClosedException;
import dev.progeny.channel.SharedQueue;
import dev.progeny.pool.ProcessPool;
import dev.progeny.sync.SharedLock;
import dev.progeny.task.RemoteCallable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// An application that forks itself: each scenario is a method, and says what is wrong by throwing.
final class ForkProgram {
    private static final int TICKS_SEEN = 20;
    private static int number = 1;
    private static volatile boolean isReleased;
    private static List<AtomicLong> counts = List.of();
    private static final List<String> WORDS = new ArrayList<>();
    private static ProcessPool pool;
    private static ChildProcess<Integer> sibling;
    private static SharedQueue<String> queue;

    private ForkProgram() {}

    static LaunchOptions fork(LaunchOptions options) {
        return options.withStartMethod(StartMethod.FORK);
    }

    static <R> R resultOf(RemoteCallable<R> task) throws Exception {
        return resultOf(o -> o, task);
    }

    static <R> R resultOf(UnaryOperator<LaunchOptions> options, RemoteCallable<R> task)
            throws Exception {
        try (var child = ChildProcess.start(o -> options.apply(fork(o)), task)) {
            return child.result().get(30, TimeUnit.SECONDS);
        }
    }

    static void require(boolean isTrue, Object what) {
        if (!isTrue) {
            throw new AssertionError(what);
        }
    }

    public static void main(String[] scenario) throws Throwable {
        run(ForkProgram.class, scenario[0]);
    }

    static void run(Class<?> program, String scenario) throws Throwable {
        var method = program.getDeclaredMethod(scenario);
        try {
            method.invoke(null);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause();
        }
        System.out.println("done");
    }

    static void heap() throws Exception {
        number = 41;
        WORDS.add("ant");
        int captured = 1;
        int seen =
                resultOf(
                        () -> {
                            WORDS.add("bee");
                            number += captured;
                            return number * 10 + WORDS.size();
                        });
        require(seen == 422, seen);
        require(number == 41 && WORDS.size() == 1, "the parent's");
        number = 50;
        int later = resultOf(() -> number);
        require(later == 50, later);
    }

    /// Of each kind of thread, one that counts for ever.
    static void threads() throws Exception {
        var kinds = List.of(new AtomicLong(), new AtomicLong(), new AtomicLong(), new AtomicLong());
        counts = kinds;
        Thread.ofPlatform().daemon().start(() -> count(kinds.get(0)));
        Thread.ofVirtual().start(() -> count(kinds.get(1)));
        Thread.ofVirtual().start(() -> spin(kinds.get(2)));
        ForkJoinPool.commonPool().execute(() -> count(kinds.get(3)));
        for (var kind : kinds) {
            while (kind.get() < TICKS_SEEN) {
                Thread.sleep(1);
            }
        }
        String moved =
                resultOf(
                        () -> {
                            var before = counts.stream().map(AtomicLong::get).toList();
                            Thread.sleep(300);
                            return before.equals(counts.stream().map(AtomicLong::get).toList())
                                    ? ""
                                    : before + " " + counts;
                        });
        require(moved.isEmpty(), moved);
        for (var kind : kinds) {
            long before = kind.get();
            while (kind.get() == before) {
                Thread.sleep(1); // and the parent's go on
            }
        }
    }

    private static void count(AtomicLong ticks) {
        while (true) {
            ticks.incrementAndGet();
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    private static void spin(AtomicLong ticks) {
        while (!isReleased) {
            ticks.incrementAndGet();
        }
    }

    /// All carriers are taken, and all threads of the common pool, and the child has its own.
    static void pools() throws Exception {
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            Thread.ofVirtual().start(() -> spin(new AtomicLong()));
            ForkJoinPool.commonPool().execute(() -> spin(new AtomicLong()));
        }
        for (int i = 0; i < 100; i++) {
            Thread.ofVirtual().start(() -> count(new AtomicLong()));
        }
        var process = new ProcessBuilder("sleep", "60").start(); // a reaper waits for it
        try (var child = ChildProcess.start(ForkProgram::fork, ForkProgram::usePools)) {
            isReleased = true;
            String done = child.result().get(30, TimeUnit.SECONDS);
            require(done.equals("poolvirtuallate07"), done);
        }
        process.destroyForcibly().waitFor();
    }

    private static String usePools() throws Exception {
        var one = CompletableFuture.supplyAsync(() -> "pool");
        var two = new CompletableFuture<String>();
        Thread.startVirtualThread(() -> two.complete("virtual"));
        var late = new CompletableFuture<String>();
        late.completeOnTimeout("late", 50, TimeUnit.MILLISECONDS);
        Thread.startVirtualThread(() -> pause()).join();
        int code = new ProcessBuilder("true").start().waitFor();
        return one.get(10, TimeUnit.SECONDS)
                + two.get(10, TimeUnit.SECONDS)
                + late.get(10, TimeUnit.SECONDS)
                + code
                + echo();
    }

    static void pause() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static int echo() throws Exception {
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
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
                socket.getOutputStream().write(7);
                int heard = socket.getInputStream().read();
                answered.get(10, TimeUnit.SECONDS);
                return heard;
            }
        }
    }

    /// A thread that waits for input when the child is made must not take it there.
    static void input() throws Exception {
        try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var taken = new AtomicLong();
            Thread.ofPlatform().daemon().start(() -> accept(server, taken));
            Thread.sleep(100);
            try (var child =
                    ChildProcess.start(ForkProgram::fork, () -> new CountDownLatch(1).await())) {
                for (int i = 1; i <= 50; i++) {
                    try (var socket =
                            new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort())) {
                        socket.setSoTimeout(5000);
                        require(socket.getInputStream().read() == 9, "not answered");
                    }
                }
                child.kill();
            }
        }
    }

    private static void accept(ServerSocket server, AtomicLong taken) {
        while (true) {
            try (var socket = server.accept()) {
                socket.getOutputStream().write(9);
                taken.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    static void family() throws Exception {
        queue = SharedQueue.create(10);
        try (var lock = SharedLock.create()) {
            var own = queue;
            var child =
                    ChildProcess.start(
                            ForkProgram::fork,
                            () -> {
                                lock.lock();
                                try {
                                    own.put("from " + ThisProcess.name());
                                } finally {
                                    lock.unlock();
                                }
                                try {
                                    queue.put("inherited");
                                    own.put("the parent's was open");
                                } catch (QueueClosedException e) {
                                    own.put("closed");
                                }
                            });
            try (child) {
                require(queue.take().equals("from child-1"), "first");
                String second = queue.take();
                require(second.equals("closed"), second);
                child.result().get();
            }
            lock.lock();
            try {
                queue.close();
            } finally {
                lock.unlock();
            }
        }
    }

    static void workers() throws Exception {
        number = 6;
        pool = ProcessPool.open(o -> o.withWorkers(2).withLaunch(ForkProgram::fork));
        var products = pool.map(x -> x * number, List.of(1, 2, 3));
        require(products.equals(List.of(6, 12, 18)), products);
        String refused =
                resultOf(
                        () -> {
                            try {
                                return "" + pool.submit(() -> 1).get(5, TimeUnit.SECONDS);
                            } catch (IllegalStateException e) {
                                return String.valueOf(e.getMessage());
                            }
                        });
        require(refused.contains("fork"), refused);
        int nested =
                resultOf(
                        () -> {
                            try (var own = ProcessPool.open(1)) {
                                return own.submit(() -> 5).get();
                            }
                        });
        require(nested == 5, nested);
        int deeper = resultOf(() -> resultOf(() -> number + 1));
        require(deeper == 7, deeper);
        require(pool.submit(() -> 8).get() == 8, "the pool");
        pool.close();
    }

    /// Nobody tells a fork of its parent's other children: it must not wait for them.
    static void siblings() throws Exception {
        sibling =
                ChildProcess.start(
                        ForkProgram::fork,
                        () -> {
                            new CountDownLatch(1).await();
                            return 1;
                        });
        List<String> refusals =
                resultOf(
                        () ->
                                List.of(
                                        refusal(() -> sibling.result().get()),
                                        refusal(() -> sibling.onExit().get()),
                                        refusal(() -> sibling.join()),
                                        refusal(() -> sibling.join(Duration.ofSeconds(9)))));
        require(refusals.stream().allMatch(said -> said.contains("fork")), refusals);
        require(sibling.isAlive(), "of a fork");
        sibling.close();
    }

    private static String refusal(Callable<?> call) throws Exception {
        try {
            return "no: " + call.call();
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /// Its pid, its random numbers, and what differs from its parent's.
    static void state() throws Exception {
        var random = new java.util.HashSet<List<String>>();
        UUID.randomUUID();
        Math.random();
        var children = new ArrayList<ChildProcess<List<String>>>();
        for (int i = 0; i < 4; i++) {
            children.add(ChildProcess.start(ForkProgram::fork, ForkProgram::draw));
        }
        for (var child : children) {
            try (child) {
                var drawn = child.result().get(30, TimeUnit.SECONDS);
                require(drawn.getFirst().equals("" + child.pid()), drawn);
                random.add(drawn.subList(1, drawn.size()));
            }
        }
        var own = draw();
        random.add(own.subList(1, own.size()));
        for (int kind = 0; kind < 4; kind++) {
            int k = kind;
            require(random.stream().map(l -> l.get(k)).distinct().count() == 5, random);
        }
        long parent = resultOf(() -> ThisProcess.parent().orElseThrow().pid());
        require(parent == ProcessHandle.current().pid(), parent);
    }

    private static List<String> draw() {
        return Stream.of(
                        ProcessHandle.current().pid(),
                        UUID.randomUUID(),
                        ThreadLocalRandom.current().nextLong(),
                        Math.random(),
                        new SecureRandom().nextLong())
                .map(Object::toString)
                .toList();
    }

    static void options() throws Exception {
        String seen =
                resultOf(
                        o -> o.withName("leaf").withJvmOptions("-Dcolour=green"),
                        () -> ThisProcess.name() + System.getProperty("colour"));
        require(seen.equals("leafgreen"), seen);
        require(System.getProperty("colour") == null, "the parent's");
        try {
            resultOf(o -> o.withJvmOptions("-Xss2m").withEnvironment("A", "b"), () -> 1);
            throw new AssertionError("not refused");
        } catch (StartException e) {
            require(e.getMessage().contains("-Xss2m, withEnvironment"), e);
        }
        try (var child =
                ChildProcess.start(
                        o -> fork(o).withStdio(Stdio.DISCARD),
                        () -> {
                            System.out.print("discarded");
                            System.err.print("heard" + System.in.read());
                        })) {
            child.join();
            require(child.lastOutput().equals("heard-1"), child.lastOutput());
        }
    }

    static void atOnce() throws Exception {
        var starters = new ArrayList<FutureTask<Integer>>();
        for (int i = 0; i < 12; i++) {
            int own = i;
            var starter = new FutureTask<>(() -> resultOf(() -> own));
            starters.add(starter);
            if (i % 2 == 0) {
                Thread.ofPlatform().start(starter);
            } else {
                Thread.ofVirtual().start(starter);
            }
        }
        int sum = 0;
        for (var starter : starters) {
            sum += starter.get(30, TimeUnit.SECONDS);
        }
        require(sum == 66, sum);
    }

    static void nested() throws Exception {
        require(depth(9) == 9, "depth");
    }

    private static int depth(int left) throws Exception {
        return left == 0 ? 0 : 1 + resultOf(() -> depth(left - 1));
    }
}
