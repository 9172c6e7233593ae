package dev.progeny.bench;

import static dev.progeny.bench.Better.HIGHER;
import static dev.progeny.bench.Better.LOWER;
import static dev.progeny.bench.Side.c;
import static dev.progeny.bench.Side.constant;
import static dev.progeny.bench.Side.java;
import static dev.progeny.bench.Side.library;
import static dev.progeny.bench.Side.python;

import java.util.List;
import java.util.regex.Pattern;

/// Every row there is, in the order they are run. `bench/README.md` says how to add one.
final class Rows {
    static final List<Row> ALL =
            List.of(
                    Row.of("spawn-result", "ms", LOWER, java("SpawnResult"))
                            .against("python", python("spawn_result"), 0.8)
                            .against("hello", java("HelloStart"), 1.3),
                    Row.of("spawn-plain", "ms", LOWER, java("SpawnResult", "plain"))
                            .against("python", python("spawn_result"), 0.8)
                            .against("hello", java("HelloStart"), 1.3),
                    Row.of("fork-result", "ms", LOWER, java("ForkResult", "fork"))
                            .against("forkserver", python("spawn_result", "forkserver"), 1.0),
                    Row.of("spare-result", "ms", LOWER, java("ForkResult", "spare"))
                            .against("forkserver", python("spawn_result", "forkserver"), 0.15)
                            .against("limit", constant(1.5), 1.0),
                    Row.of("fork-first", "ms", LOWER, java("ForkFirst"))
                            .against("fork", python("fork_first"), 3.0)
                            .against("limit", constant(5), 1.0),
                    Row.of("pool-round-trip", "us", LOWER, java("PoolRoundTrip"))
                            .against("pool", python("pool_round_trip"), 0.03),
                    Row.of("pool-round-trip-1cpu", "us", LOWER, java("PoolRoundTrip"))
                            .against("pool", python("pool_round_trip"), 0.25)
                            .against("futex", c("futex"), 2.0)
                            .onOneCpu(),
                    Row.of("pool-throughput", "/s", HIGHER, java("PoolThroughput"))
                            .against("pool", python("pool_throughput", "pool"), 20)
                            .against("ppe", python("pool_throughput", "ppe"), 50),
                    Row.of("pool-submit", "/s", HIGHER, java("PoolSubmit", "submit"))
                            .against("pool", python("pool_submit", "pool"), 20)
                            .against("ppe", python("pool_submit", "ppe"), 40)
                            .against("threads", java("ThreadSubmit"), 0.2)
                            .against("pp4j", library("Pp4jSubmit"), 20),
                    Row.of("pool-apply", "/s", HIGHER, java("PoolSubmit", "apply"))
                            .against("pool", python("pool_submit", "pool"), 20)
                            .against("ppe", python("pool_submit", "ppe"), 40),
                    Row.of("pool-map", "/s", HIGHER, java("PoolMap"))
                            .against("pool", python("pool_map"), 3),
                    Row.of("pool-ready", "ms", LOWER, java("PoolReady"))
                            .against("pool", python("pool_ready"), 0.5),
                    Row.of("pool-ready-fork", "ms", LOWER, java("PoolReady", "fork"))
                            .against("pool", python("pool_ready"), 0.5),
                    Row.of("pool-efficiency", "%", HIGHER, java("PoolEfficiency"))
                            .against("pool", python("pool_efficiency"), 1.0)
                            .against("ideal", constant(100), 0.95),
                    Row.of("pool-uneven", "%", HIGHER, java("PoolUneven"))
                            .against("pool", python("pool_uneven"), 1.2)
                            .against("ideal", constant(100), 0.9),
                    Row.of("child-memory", "MiB", LOWER, java("ChildMemory", "child"))
                            .against("limit", constant(25), 1.0),
                    Row.of("worker-memory", "MiB", LOWER, java("ChildMemory", "worker"))
                            .against("limit", constant(25), 1.0),
                    Row.of("shared-counter", "/s", HIGHER, java("SharedCounter"))
                            .against("value", python("shared_counter"), 20),
                    Row.of("named-attach", "us", LOWER, java("NamedAttach"))
                            .against("python", python("named_attach"), 1.5)
                            .against("limit", constant(200), 1.0),
                    Row.of("lock", "ns", LOWER, java("LockPair"))
                            .against("python", python("lock_pair"), 0.35)
                            .against("futex", c("lock"), 1.2),
                    Row.of("lock-contended", "/s", HIGHER, java("LockContended"))
                            .against("python", python("lock_contended"), 4)
                            .against("futex", c("lock_contended"), 0.7),
                    Row.of("event", "us", LOWER, java("EventPingPong"))
                            .against("python", python("event_ping_pong"), 0.35)
                            .against("futex", c("futex"), 1.2),
                    Row.of("queue", "/s", HIGHER, java("QueueThroughput", "1", "0"))
                            .against("python", python("queue_throughput", "1", "0"), 30),
                    Row.of("queue-2-to-1", "/s", HIGHER, java("QueueThroughput", "2", "0"))
                            .against("python", python("queue_throughput", "2", "0"), 20),
                    Row.of("queue-1-to-2", "/s", HIGHER, java("QueueFanOut", "2"))
                            .against("python", python("queue_fan_out", "2"), 20),
                    Row.of("queue-64b", "/s", HIGHER, java("QueueThroughput", "1", "64"))
                            .against("python", python("queue_throughput", "1", "64"), 20),
                    Row.of("queue-64b-2-to-1", "/s", HIGHER, java("QueueThroughput", "2", "64"))
                            .against("python", python("queue_throughput", "2", "64"), 20)
                            .against("agrona", library("AgronaRing", "2"), 0.5),
                    Row.of("queue-1kb", "/s", HIGHER, java("QueueThroughput", "1", "1024"))
                            .against("python", python("queue_throughput", "1", "1024"), 20),
                    Row.of("queue-1mb", "/s", HIGHER, java("QueueThroughput", "1", "1048576"))
                            .against("python", python("queue_throughput", "1", "1048576"), 8)
                            .against("memcpy", c("copy", "1048576", "2", "/s"), 0.5),
                    Row.of("queue-500mb", "ms", LOWER, java("BigTransfer", "shared"))
                            .against("python", python("big_transfer", "queue"), 0.02)
                            .against("memcpy", c("copy", "500000000", "1", "ms"), 1.2),
                    Row.of("queue-500mb-array", "ms", LOWER, java("BigTransfer", "array"))
                            .against("python", python("big_transfer", "queue"), 0.2),
                    Row.of("pipe-500mb", "ms", LOWER, java("BigTransfer", "pipe"))
                            .against("python", python("big_transfer", "pipe"), 0.5)
                            .against("memcpy", c("copy", "500000000", "2", "ms"), 1.0),
                    Row.of("ring-64b", "/s", HIGHER, java("RingThroughput"))
                            .against("ring", c("ring"), 0.5)
                            .against("agrona", library("AgronaRing", "1"), 0.5),
                    Row.of("pipe-round-trip", "us", LOWER, java("PipeRoundTrip"))
                            .against("python", python("pipe_round_trip"), 0.35),
                    Row.of("pipe-round-trip-1cpu", "us", LOWER, java("PipeRoundTrip"))
                            .against("python", python("pipe_round_trip"), 0.35)
                            .against("futex", c("futex"), 1.3)
                            .onOneCpu(),
                    Row.of("pipe-64b", "/s", HIGHER, java("PipeOneWay", "64"))
                            .against("python", python("pipe_one_way", "64"), 5),
                    Row.of("pipe-1mb", "/s", HIGHER, java("PipeOneWay", "1048576"))
                            .against("python", python("pipe_one_way", "1048576"), 4),
                    Row.of("listener-unix-1cpu", "us", LOWER, java("ListenerEcho", "unix"))
                            .against("python", python("listener_echo", "unix"), 0.7)
                            .against("socket", c("unix_socket"), 1.3)
                            .onOneCpu(),
                    Row.of("listener-tcp-1cpu", "us", LOWER, java("ListenerEcho", "tcp"))
                            .against("python", python("listener_echo", "tcp"), 0.7)
                            .onOneCpu(),
                    Row.of("manager-call-1cpu", "us", LOWER, java("ManagerCall"))
                            .against("python", python("manager_call"), 0.35)
                            .onOneCpu(),
                    Row.of("manager-calls-2", "/s", HIGHER, java("ManagerCalls", "2"))
                            .against("python", python("manager_calls", "2"), 5),
                    Row.of("manager-calls-8", "/s", HIGHER, java("ManagerCalls", "8"))
                            .against("python", python("manager_calls", "8"), 5),
                    Row.of("manager-snapshot", "ms", LOWER, java("ManagerSnapshot"))
                            .against("python", python("manager_snapshot"), 1),
                    Row.of("codec-record", "ns", LOWER, library("CodecRecord"))
                            .against("pickle", python("codec_record"), 0.03));

    private Rows() {}

    /// The rows whose name has a match of the pattern in it, in order.
    static List<Row> matching(Pattern name) {
        return ALL.stream().filter(row -> name.matcher(row.name()).find()).toList();
    }
}
