package dev.progeny.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.task.RemoteBiFunction;
import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteFunction;
import dev.progeny.task.RemoteRunnable;
import dev.progeny.task.RemoteSupplier;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import java.util.function.ToLongFunction;

/// Lambdas travel, as objects and as tasks.
@Tag("any-os")
class LambdaTest {
    private static final Codec CODEC = Codec.java();

    interface Adder extends IntBinaryOperator, Serializable {}

    interface Widener extends IntToLongFunction, Serializable {}

    interface Measure extends ToLongFunction<String>, Serializable {}

    private static int twice(int x) {
        return 2 * x;
    }

    record Base(int base) implements Serializable {
        int plus(int x) {
            return base + x;
        }

        RemoteFunction<Integer, Integer> adder() {
            return x -> base + x;
        }

        private RemoteFunction<Integer, Integer> reference() {
            return this::plus;
        }
    }

    /// A class that the fast path does not know.
    static final class Box implements Serializable {
        private static final long serialVersionUID = 1L;
        final int content;

        Box(int content) {
            this.content = content;
        }
    }

    @Test
    void aLambdaWithoutCapturedValuesComesBack() throws Exception {
        RemoteCallable<Integer> lambda = () -> 42;
        assertThat(back(lambda).call()).isEqualTo(42);
        assertThat(task(lambda)).isEqualTo(42);
    }

    @Test
    void capturedValuesComeAlong() throws Exception {
        int x = 1;
        long y = 2;
        String s = "three";
        double[] d = {4};
        List<Integer> list = new ArrayList<>(List.of(5));
        RemoteCallable<String> lambda = () -> x + "," + y + "," + s + "," + d[0] + "," + list;
        assertThat(back(lambda).call()).isEqualTo("1,2,three,4.0,[5]");
        assertThat(task(lambda)).isEqualTo("1,2,three,4.0,[5]");
    }

    @Test
    void capturedObjectsOfAnyClassKeepTheirAliases() throws Throwable {
        Box box = new Box(7);
        List<Box> boxes = new ArrayList<>(List.of(box));
        RemoteCallable<Boolean> lambda = () -> boxes.get(0) == box && box.content == 7;
        byte[] bytes = CODEC.encode(lambda);
        assertThat(SentLambda.decodeTask(bytes, 0, bytes.length)).isInstanceOf(SentLambda.class);
        assertThat(back(lambda).call()).isTrue();
        assertThat(task(lambda)).isEqualTo(true);
    }

    @Test
    void aSerializableThisMayBeCaptured() throws Exception {
        assertThat(back(new Base(40).adder()).apply(2)).isEqualTo(42);
        assertThat(task(new Base(40).adder(), 2)).isEqualTo(42);
        assertThat(back(new Base(40).reference()).apply(2)).isEqualTo(42);
        assertThat(task(new Base(40).reference(), 2)).isEqualTo(42);
    }

    @Test
    void methodReferencesOfAllKindsComeBack() throws Exception {
        RemoteFunction<Integer, Integer> toStatic = LambdaTest::twice;
        assertThat(back(toStatic).apply(4)).isEqualTo(8);
        assertThat(task(toStatic, 4)).isEqualTo(8);

        RemoteFunction<String, Integer> toVirtual = String::length;
        assertThat(back(toVirtual).apply("four")).isEqualTo(4);
        assertThat(task(toVirtual, "four")).isEqualTo(4);

        RemoteSupplier<Integer> bound = "seven--"::length;
        assertThat(back(bound).get()).isEqualTo(7);
        assertThat(task(bound)).isEqualTo(7);

        RemoteFunction<List<?>, Integer> toInterface = List::size;
        assertThat(back(toInterface).apply(List.of(1, 2))).isEqualTo(2);
        assertThat(task(toInterface, List.of(1, 2))).isEqualTo(2);

        RemoteFunction<String, StringBuilder> toConstructor = StringBuilder::new;
        assertThat(back(toConstructor).apply("x").toString()).isEqualTo("x");
        assertThat(task(toConstructor, "x").toString()).isEqualTo("x");

        RemoteFunction<Integer, int[]> toArray = int[]::new;
        assertThat(back(toArray).apply(3)).hasSize(3);
        assertThat((int[]) task(toArray, 3)).hasSize(3);

        RemoteSupplier<Long> toRefused = System::nanoTime; // not a value: by the real lambda
        assertThat(task(toRefused)).isInstanceOf(Long.class);

        RemoteBiFunction<Integer, Integer, Integer> sum = Integer::sum;
        assertThat(task(sum, 1, 2)).isEqualTo(3);
    }

    @Test
    void primitivesAreAdaptedAsTheInterfaceSays() throws Exception {
        Adder adder = (a, b) -> a + b;
        assertThat(back(adder).applyAsInt(1, 2)).isEqualTo(3);
        assertThat(task(adder, 1, 2)).isEqualTo(3);

        Widener widener = LambdaTest::twice;
        assertThat(task(widener, 4)).isEqualTo(8L);

        Measure measure = String::length;
        assertThat(task(measure, "four")).isEqualTo(4L);

        AtomicInteger unused = new AtomicInteger(1);
        RemoteRunnable discards = unused::incrementAndGet;
        assertThat(task(discards)).isNull();
    }

    @Test
    void anExceptionOfTheBodyIsNotWrapped() {
        RemoteCallable<Object> fails =
                () -> {
                    throw new IOException("no file");
                };
        assertThatThrownBy(() -> task(fails)).isInstanceOf(IOException.class).hasMessage("no file");
    }

    @Test
    void lambdasInsideOtherValuesComeBack() throws Exception {
        RemoteCallable<Integer> one = () -> 1;
        RemoteCallable<RemoteCallable<Integer>> nested = () -> one;
        assertThat(back(nested).call().call()).isEqualTo(1);
        List<RemoteCallable<Integer>> list = back(new ArrayList<>(List.of(one, one)));
        assertThat(list.get(1).call()).isEqualTo(1);
    }

    @Test
    void aTaskThatIsNoLambdaIsDecodedAsAnyValue() {
        byte[] bytes = CODEC.encode(new Base(3));
        assertThat(SentLambda.decodeTask(bytes, 0, bytes.length)).isEqualTo(new Base(3));
    }

    /// What is done where the package of the lambda is closed to us.
    @Test
    void jdkSerializationReachesWhatReflectionMayNot() throws Exception {
        int x = 40;
        RemoteFunction<Integer, Integer> lambda = y -> x + y;
        Object fields = JdkOutput.replacementOf(lambda);
        assertThat(fields).isInstanceOf(SerializedLambda.class);
        Object back =
                RealLambda.throughJdk(
                        (SerializedLambda) fields, ClassFilter.standard(), ClassLookup.loader());
        @SuppressWarnings("unchecked")
        RemoteFunction<Integer, Integer> function = (RemoteFunction<Integer, Integer>) back;
        assertThat(function.apply(2)).isEqualTo(42);
    }

    @Test
    void classesAreFoundByTheLoaderOfTheThread() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        RemoteFunction<Integer, Integer> here = new Base(1).adder();
        byte[] lambda = CODEC.encode(here);
        byte[] record = CODEC.encode(new Base(1));
        URL classes = Base.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader other = new Isolated(classes, before)) {
            thread.setContextClassLoader(other);
            Object there = CODEC.decode(record, 0, record.length);
            assertThat(there.getClass().getName()).isEqualTo(Base.class.getName());
            assertThat(there.getClass().getClassLoader()).isSameAs(other);
            Object function = CODEC.decode(lambda, 0, lambda.length);
            assertThat(function.getClass().getClassLoader()).isSameAs(other);
            SentLambda sent = (SentLambda) SentLambda.decodeTask(lambda, 0, lambda.length);
            assertThat(sent.call(41)).isEqualTo(42);
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(CODEC.decode(record, 0, record.length)).isEqualTo(new Base(1));
    }

    /// Has classes of this test of its own.
    private static final class Isolated extends URLClassLoader {
        Isolated(URL classes, ClassLoader parent) {
            super(new URL[] {classes}, parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(LambdaTest.class.getName())) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known != null ? known : findClass(name);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T back(T value) {
        byte[] bytes = CODEC.encode(value);
        return (T) CODEC.decode(bytes, 0, bytes.length);
    }

    private static Object task(Object lambda, Object... arguments) throws Exception {
        byte[] bytes = CODEC.encode(lambda);
        SentLambda sent = (SentLambda) SentLambda.decodeTask(bytes, 0, bytes.length);
        try {
            return sent.call(arguments);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
