/// Process-based parallelism for the JVM.
@org.jspecify.annotations.NullMarked
module dev.progeny {
    requires static org.jspecify;
    requires static java.management;

    exports dev.progeny.channel;
    exports dev.progeny.codec;
    exports dev.progeny.manager;
    exports dev.progeny.pool;
    exports dev.progeny.process;
    exports dev.progeny.shm;
    exports dev.progeny.sync;
    exports dev.progeny.task;
}
