package dev.progeny.pool;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.Collections;

/// What the error of a late task says about where it was.
@Tag("any-os")
class StackTest {
    private static final StackTraceElement WORKER = frame(WorkerLoop.class.getName());
    private static final StackTraceElement TASK = frame("com.acme.Task");
    private static final StackTraceElement MAIN = frame("com.acme.Main");

    private static StackTraceElement frame(String className) {
        return new StackTraceElement(className, "method", className + ".java", 1);
    }

    private static StackTraceElement[] travelled(StackTraceElement... frames) {
        return Stack.decode(Stack.encode(frames));
    }

    @Test
    void framesOfTheTaskTravelAndThoseBelowItDoNot() {
        assertThat(travelled(TASK, TASK, WORKER, MAIN)).containsExactly(TASK, TASK);
    }

    @Test
    void taskThatHasNotBegunHasTheFramesOfItsWorker() {
        assertThat(travelled(WORKER, MAIN)).containsExactly(WORKER, MAIN);
    }

    @Test
    void deepStackKeepsItsInnermostFrames() {
        var deep = Collections.nCopies(1000, MAIN).toArray(StackTraceElement[]::new);
        deep[0] = TASK;
        assertThat(travelled(deep)).startsWith(TASK, MAIN).hasSizeBetween(10, 64);
        assertThat(Stack.encode(deep).length).isLessThanOrEqualTo(Stack.MOST_BYTES);
    }
}
