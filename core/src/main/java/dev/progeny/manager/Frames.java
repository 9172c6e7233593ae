package dev.progeny.manager;

import java.util.Arrays;

/// The frames of a throwable from the other side, followed by those of the caller here: one trace
/// tells both halves of the call.
final class Frames {
    private static final StackTraceElement BORDER =
            new StackTraceElement("dev.progeny.manager", "called from another process", null, -1);

    private Frames() {}

    static Throwable join(Throwable thrown) {
        var there = thrown.getStackTrace();
        var here = new Throwable("caller").getStackTrace();
        var joined = Arrays.copyOf(there, there.length + 1 + here.length);
        joined[there.length] = BORDER;
        System.arraycopy(here, 0, joined, there.length + 1, here.length);
        thrown.setStackTrace(joined);
        return thrown;
    }
}
