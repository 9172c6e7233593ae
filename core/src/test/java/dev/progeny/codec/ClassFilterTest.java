package dev.progeny.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

import javax.management.ObjectName;

/// Only what is on the list is made.
@Tag("any-os")
class ClassFilterTest {
    record Point(int x) implements Serializable {}

    static final class Box implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static final class Decoyed implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    static final class Watched implements Serializable {
        private static final long serialVersionUID = 1L;

        static {
            System.setProperty("ClassFilterTest.initialized", "true");
        }
    }

    record Handler(int x) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return x;
        }
    }

    @Test
    void valuesOfTheJdkPass() {
        List<Object> values =
                List.of(
                        new ConcurrentHashMap<>(java.util.Map.of("a", 1)),
                        Pattern.compile("x"),
                        new File("f"),
                        URI.create("a:b"),
                        Calendar.getInstance(Locale.ROOT),
                        new java.util.concurrent.atomic.AtomicInteger(3),
                        new Integer[] {1},
                        new Object[][] {{1}, {"x"}},
                        new IllegalStateException("x", new java.io.IOException("y")),
                        String.class);
        for (Object value : values) {
            assertThat(decode(Codec.java(), Codec.java().encode(value))).hasSameClassAs(value);
        }
    }

    @Test
    void otherClassesOfTheJdkAreRefusedWithTheRemedy() throws Exception {
        byte[] bytes = Codec.java().encode(new ArrayList<>(List.of(new ObjectName("a:b=c"))));
        assertThatThrownBy(() -> decode(Codec.java(), bytes))
                .isInstanceOf(UnreadableException.class)
                .hasMessage(
                        "class refused by the filter: class=javax.management.ObjectName; if it may"
                                + " be decoded here, allow it by"
                                + " -Ddev.progeny.codec.allow=javax.management.ObjectName or"
                                + " ClassFilter.allowing(\"javax.management.ObjectName\")");
        Codec wider = Codec.java(ClassFilter.allowing("javax.management.*"));
        assertThat(decode(wider, bytes)).isEqualTo(List.of(new ObjectName("a:b=c")));
    }

    @Test
    void proxiesPassOnlyIfAllTheirInterfacesAreNamed() {
        Object proxy =
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Comparable.class},
                        new Handler(3));
        byte[] bytes = Codec.java().encode(proxy);
        assertThatThrownBy(() -> decode(Codec.java(), bytes))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith("class refused by the filter: class=java.lang.Comparable");
        Codec wider = Codec.java(ClassFilter.allowing("java.lang.Comparable"));
        assertThat(Proxy.isProxyClass(decode(wider, bytes).getClass())).isTrue();
    }

    @Test
    void aStrictFilterAllowsWhatItNamesOnBothPaths() {
        Codec strict = Codec.java(ClassFilter.only("com.acme.**", Point.class.getName()));
        byte[] point = Codec.java().encode(new Point(1));
        byte[] box = Codec.java().encode(new Box());
        assertThat(decode(strict, point)).isEqualTo(new Point(1));
        assertThatThrownBy(() -> decode(strict, box)).hasMessageContaining("$Box");
        Codec stricter = Codec.java(ClassFilter.only());
        assertThatThrownBy(() -> decode(stricter, point)).hasMessageContaining("$Point");
        assertThat(decode(stricter, Codec.java().encode(List.of(1)))).isEqualTo(List.of(1));
    }

    @Test
    void aRefusedClassIsNotInitialized() {
        byte[] decoy = Codec.java().encode(new Decoyed());
        Charset latin1 = StandardCharsets.ISO_8859_1;
        byte[] bytes = new String(decoy, latin1).replace("Decoyed", "Watched").getBytes(latin1);
        assertThatThrownBy(() -> decode(Codec.java(ClassFilter.only()), bytes))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("ClassFilterTest$Watched");
        assertThat(System.getProperty("ClassFilterTest.initialized")).isNull();
    }

    private static Object decode(Codec codec, byte[] bytes) {
        return codec.decode(bytes, 0, bytes.length);
    }
}
