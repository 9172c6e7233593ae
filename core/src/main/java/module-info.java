/// Process-based parallelism for the JVM.
@org.jspecify.annotations.NullMarked
@SuppressWarnings("module") // those that read counters are not there yet
module dev.progeny {
    requires static org.jspecify;
    requires static java.management;
    requires static jdk.jfr;

    exports dev.progeny.channel;
    exports dev.progeny.codec;
    exports dev.progeny.manager;
    exports dev.progeny.pool;
    exports dev.progeny.process;
    exports dev.progeny.shm;
    exports dev.progeny.stats to
            dev.progeny.cli,
            dev.progeny.dashboard;
    exports dev.progeny.sync;
    exports dev.progeny.task;
}
