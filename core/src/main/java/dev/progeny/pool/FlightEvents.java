package dev.progeny.pool;

import dev.progeny.process.ExitStatus;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// The events of pools for the JDK's Flight Recorder. Loaded only where it is used, see [Flight].
///
/// | event                      | when                                                            |
/// |----------------------------|-----------------------------------------------------------------|
/// | `dev.progeny.TaskSubmit`   | a task, or a chunk of a map, was taken; with the caller's stack |
/// | `dev.progeny.TaskStart`    | it is next at a worker that has nothing else to do              |
/// | `dev.progeny.TaskEnd`      | an attempt has ended                                            |
/// | `dev.progeny.WorkerReady`  | a worker has booted and run its initializer                     |
/// | `dev.progeny.WorkerEnd`    | a worker has ended, be that wanted or not                       |
/// | `dev.progeny.WorkerRestart`| one that died will be replaced                                  |
@SuppressWarnings("unused") // the recorder reads the fields
final class FlightEvents {
    private FlightEvents() {}

    @Category({"Progeny", "Pool"})
    @StackTrace(false)
    private abstract static class TaskEvent extends Event {
        @Label("Task")
        @Description("Its number or label; of a map, its items")
        String task = "";

        @Label("Items")
        int items;

        @Label("Attempt")
        int attempt;

        final void fill(WorkUnit unit) {
            task = unit.describe();
            items = unit.tasks();
            attempt = unit.failures() + 1;
        }
    }

    @Name("dev.progeny.TaskSubmit")
    @Label("Task Submitted")
    @StackTrace
    static final class TaskSubmit extends TaskEvent {
        @Label("Pool")
        String pool = "";

        @Label("Priority")
        int priority;

        @Label("Bytes")
        @Description("Of the encoded task and its arguments")
        int bytes;
    }

    @Name("dev.progeny.TaskStart")
    @Label("Task Started")
    @Description("As the pool sees it: the task is next at a worker with nothing before it")
    static final class TaskStart extends TaskEvent {
        @Label("Worker")
        String worker = "";

        @Label("Process")
        long pid;
    }

    @Name("dev.progeny.TaskEnd")
    @Label("Task Ended")
    static final class TaskEnd extends TaskEvent {
        @Label("Worker")
        String worker = "";

        @Label("Process")
        long pid;

        @Label("Outcome")
        @Description("returned, threw, threw in part, late, or died")
        String outcome = "";

        @Label("Run Time")
        @Description("In the worker; 0 where it died")
        @Timespan
        long ran;
    }

    @Category({"Progeny", "Pool"})
    @StackTrace(false)
    private abstract static class WorkerEvent extends Event {
        @Label("Worker")
        String worker = "";

        @Label("Process")
        long pid;

        final void fill(Worker of) {
            worker = of.name();
            pid = of.pid();
        }
    }

    @Name("dev.progeny.WorkerReady")
    @Label("Worker Ready")
    static final class WorkerReady extends WorkerEvent {
        @Label("Start Time of Process")
        @Timespan
        long start;

        @Label("Time of Initializer")
        @Timespan
        long init;
    }

    @Name("dev.progeny.WorkerEnd")
    @Label("Worker Ended")
    static final class WorkerEnd extends WorkerEvent {
        @Label("Status")
        String status = "";

        @Label("Reason")
        @Description("Why the pool ended it; empty if it ended by itself or was killed by others")
        String why = "";
    }

    @Name("dev.progeny.WorkerRestart")
    @Label("Worker Replaced")
    static final class WorkerRestart extends WorkerEvent {
        @Label("Restarts")
        @Description("Of this pool until now")
        long restarts;
    }

    static void submitted(String pool, WorkUnit unit) {
        var event = new TaskSubmit();
        if (event.isEnabled()) {
            event.fill(unit);
            event.pool = pool;
            event.priority = unit.options().priority();
            event.bytes = unit.payload().length;
            event.commit();
        }
    }

    static void started(String worker, long pid, WorkUnit unit) {
        var event = new TaskStart();
        if (event.isEnabled()) {
            event.fill(unit);
            event.worker = worker;
            event.pid = pid;
            event.commit();
        }
    }

    static void ended(Worker worker, WorkUnit unit, String outcome, long ran) {
        var event = new TaskEnd();
        if (event.isEnabled()) {
            event.fill(unit);
            event.worker = worker.name();
            event.pid = worker.pid();
            event.outcome = outcome;
            event.ran = ran;
            event.commit();
        }
    }

    static void ready(Worker worker, Account.Start start) {
        var event = new WorkerReady();
        if (event.isEnabled()) {
            event.fill(worker);
            event.start = start.start();
            event.init = start.init();
            event.commit();
        }
    }

    static void gone(Worker worker, ExitStatus status) {
        var event = new WorkerEnd();
        if (event.isEnabled()) {
            event.fill(worker);
            event.status = status.describe();
            event.why = worker.why();
            event.commit();
        }
    }

    static void restarted(Worker worker, long restarts) {
        var event = new WorkerRestart();
        if (event.isEnabled()) {
            event.fill(worker);
            event.restarts = restarts;
            event.commit();
        }
    }
}
