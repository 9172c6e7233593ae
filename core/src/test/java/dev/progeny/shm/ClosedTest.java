package dev.progeny.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.progeny.NothingLeft;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.BaseStream;

/// Every public method of every kind of shared object, called after its close by another thread.
@ExtendWith(NothingLeft.class)
@SuppressWarnings("JavaUtilDate") // the JDK's signature
class ClosedTest {

    /// What is known without the memory.
    private static final Set<String> STILL_WORK =
            Set.of(
                    "close",
                    "isOwner",
                    "toString",
                    "name",
                    "unlink",
                    "length",
                    "size",
                    "byteSize",
                    "layout");

    @ParameterizedTest
    @EnumSource(CyclesTest.Kind.class)
    void methodsSaySoInWhicheverThread(CyclesTest.Kind kind) throws Exception {
        var shared = kind.make();
        shared.close();
        var calls =
                CompletableFuture.runAsync(
                        () ->
                                Arrays.stream(shared.getClass().getMethods())
                                        .filter(ClosedTest::isAccess)
                                        .forEach(method -> requireRefusal(shared, method)));

        calls.get(20, TimeUnit.SECONDS);
        assertThat(shared.toString()).isNotEmpty();
    }

    private static boolean isAccess(Method method) {
        return !Modifier.isStatic(method.getModifiers())
                && method.getDeclaringClass().getName().startsWith("dev.progeny.")
                && !STILL_WORK.contains(method.getName());
    }

    private static void requireRefusal(Object shared, Method method) {
        try {
            method.setAccessible(true);
            Object result =
                    method.invoke(
                            shared,
                            Arrays.stream(method.getParameterTypes())
                                    .map(ClosedTest::some)
                                    .toArray());
            if (result instanceof BaseStream<?, ?> stream) {
                fail("an element of " + method + ": " + stream.iterator().next());
            }
            fail("not refused: " + method);
        } catch (InvocationTargetException e) {
            requireSaid(e.getCause(), method);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        } catch (IllegalStateException e) { // of the stream
            requireSaid(e, method);
        }
    }

    private static void requireSaid(Throwable e, Method method) {
        assertThat(e)
                .as(method.toString())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed in this process; receive it again");
    }

    private static Object some(Class<?> type) {
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 1);
        } else if (type.isPrimitive()) {
            return Array.get(Array.newInstance(type, 1), 0);
        } else if (type.isInterface()) {
            return Proxy.newProxyInstance(
                    ClosedTest.class.getClassLoader(),
                    new Class<?>[] {type},
                    (_, method, _) -> fail("called: " + method));
        } else if (type == Duration.class) {
            return Duration.ZERO;
        } else if (type == TimeUnit.class) {
            return TimeUnit.SECONDS;
        } else if (type == Date.class) {
            return new Date(0);
        } else {
            return type == Record.class ? new CyclesTest.Point(1, 2) : "";
        }
    }
}
