package dev.progeny.pool;

import dev.progeny.process.ExitStatus;
import dev.progeny.ring.Frame;

import jdk.jfr.FlightRecorder;

/// Tells the JDK's Flight Recorder what happens in a pool, in the pool's process; see
/// [FlightEvents]. Where it is not there, or was never used in this process, none of its classes is
/// loaded but one, and each event costs a look at a flag.
final class Flight {
    private static final boolean IS_THERE = isThere();

    private Flight() {}

    private static boolean isThere() {
        var own = Flight.class.getModule();
        return ModuleLayer.boot().findModule("jdk.jfr").filter(own::canRead).isPresent();
    }

    private static boolean isUsed() {
        return IS_THERE && FlightRecorder.isInitialized();
    }

    static void submitted(String pool, WorkUnit unit) {
        if (isUsed()) {
            FlightEvents.submitted(pool, unit);
        }
    }

    static void started(String worker, long pid, WorkUnit unit) {
        if (isUsed()) {
            FlightEvents.started(worker, pid, unit);
        }
    }

    static void answered(Worker worker, WorkUnit unit, Frame answer) {
        if (isUsed()) {
            FlightEvents.ended(worker, unit, outcome(unit, answer), Receipt.ran(answer));
        }
    }

    private static String outcome(WorkUnit unit, Frame answer) {
        if (unit.isLate) {
            return "late";
        }
        return switch (answer.kind()) {
            case PoolProtocol.THREW -> "threw";
            case PoolProtocol.PARTLY -> "threw in part";
            default -> "returned";
        };
    }

    static void lost(Worker worker, WorkUnit unit) {
        if (isUsed()) {
            FlightEvents.ended(worker, unit, unit.isLate ? "late" : "died", 0);
        }
    }

    static void ready(Worker worker, Account.Start start) {
        if (isUsed()) {
            FlightEvents.ready(worker, start);
        }
    }

    static void gone(Worker worker, ExitStatus status) {
        if (isUsed()) {
            FlightEvents.gone(worker, status);
        }
    }

    static void restarted(Worker worker, long restarts) {
        if (isUsed()) {
            FlightEvents.restarted(worker, restarts);
        }
    }
}
