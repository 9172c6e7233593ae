package dev.progeny.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.task.RemoteTaskException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Throwables always travel.
@Tag("any-os")
class ThrowablesTest {

    static class Attributed extends Exception {
        private static final long serialVersionUID = 1L;
        final int code;
        final transient int forgotten = 7;

        Attributed(String message, int code, Throwable cause) {
            super(message, cause);
            this.code = code;
        }
    }

    static final class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new StackOverflowError();
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return null;
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new OutOfMemoryError("pretended");
        }
    }

    static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    @SuppressWarnings("serial") // the mistake that must not matter
    static final class Unserializable extends Exception {
        private static final long serialVersionUID = 1L;
        final Object attribute = new Object();

        Unserializable(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// POL-18, EXE-16
    @Test
    void typeAttributesFramesCausesAndSuppressedAreKept() {
        Attributed sent = new Attributed("broken", 42, new IOException("disk"));
        sent.addSuppressed(new IllegalStateException("on close"));
        Throwable back = back(sent);
        assertThat(back).isExactlyInstanceOf(Attributed.class).hasMessage("broken");
        assertThat(((Attributed) back).code).isEqualTo(42);
        assertThat(back.getStackTrace()).isEqualTo(sent.getStackTrace()).isNotEmpty();
        assertThat(back.getCause()).isExactlyInstanceOf(IOException.class).hasMessage("disk");
        assertThat(back.getCause().getStackTrace()).isEqualTo(sent.getCause().getStackTrace());
        assertThat(back.getSuppressed()[0]).hasMessage("on close");
        assertThat(printed(back)).isEqualTo(printed(sent));
    }

    /// X-EXE-03
    @Test
    void aThrowableWhoseClassIsMissingIsStoodInFor() {
        byte[] bytes = Throwables.encode(new Attributed("broken", 1, new IOException("disk")));
        byte[] unknown = renamed(bytes, "$Attributed", "$Attribute_");
        Throwable back = Throwables.decode(unknown, 0, unknown.length);
        assertThat(back).isExactlyInstanceOf(RemoteTaskException.class);
        assertThat(((RemoteTaskException) back).remoteClassName()).endsWith("$Attribute_");
        assertThat(((RemoteTaskException) back).remoteMessage()).isEqualTo("broken");
        assertThat(back.getCause()).isExactlyInstanceOf(IOException.class).hasMessage("disk");
        assertThat(back.getStackTrace()[0].getMethodName())
                .isEqualTo("aThrowableWhoseClassIsMissingIsStoodInFor");
    }

    @Test
    void aCauseThatCannotBeRebuiltDoesNotHideTheRest() {
        Exception inner = new IOException("inner");
        Exception middle = new Unserializable("middle", inner);
        Throwable back = back(new Attributed("outer", 1, middle));
        assertThat(back).isExactlyInstanceOf(Attributed.class);
        assertThat(back.getCause())
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessage(Unserializable.class.getName() + ": middle");
        assertThat(back.getCause().getCause())
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("inner");
    }

    @Test
    void cyclesEnd() {
        Exception a = new Exception("a");
        Exception b = new Exception("b", a);
        a.initCause(b);
        a.addSuppressed(b);
        Throwable back = back(a);
        assertThat(back).hasMessage("a");
        assertThat(back.getCause()).hasMessage("b");
        assertThat(back.getSuppressed()[0]).isSameAs(back.getCause());
        assertThat(back.getCause().getCause()).isInstanceOf(RemoteTaskException.class);
    }

    @Test
    void hostileThrowablesTravelByName() {
        Throwable back = back(new Hostile());
        assertThat(back)
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessage(
                        Hostile.class.getName()
                                + ": (its message failed: java.lang.IllegalStateException)");
        assertThat(back(new Endless())).isExactlyInstanceOf(Endless.class);
        assertThat(back(new Exception("outer", new Hostile())).getCause())
                .isExactlyInstanceOf(RemoteTaskException.class);
    }

    @Test
    void eachCallMakesANewInstance() {
        byte[] bytes = Throwables.encode(new IOException("x"));
        assertThat(Throwables.decode(bytes, 0, bytes.length))
                .isNotSameAs(Throwables.decode(bytes, 0, bytes.length));
    }

    @Test
    void aStackOverflowTravelsWithABoundedStack() {
        StackOverflowError error = null;
        try {
            recurse(1);
        } catch (StackOverflowError e) {
            error = e;
        }
        byte[] bytes = Throwables.encode(error);
        assertThat(bytes.length).isLessThan(500_000);
        assertThat(back(error)).isExactlyInstanceOf(StackOverflowError.class);
    }

    private static int recurse(int x) {
        return x == 0 ? 0 : 1 + recurse(x + 1);
    }

    @Test
    void alteredBytesStillGiveAThrowable() {
        long seed = 0x5EED;
        Random random = new Random(seed);
        byte[] good = Throwables.encode(new Attributed("broken", 1, new IOException("disk")));
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = good.clone();
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            int length = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length);
            assertThat(Throwables.decode(bytes, 0, length))
                    .as("seed=%d, round=%d", seed, round)
                    .isNotNull();
        }
    }

    private static Throwable back(Throwable throwable) {
        byte[] bytes = Throwables.encode(throwable);
        return Throwables.decode(bytes, 0, bytes.length);
    }

    private static byte[] renamed(byte[] bytes, String from, String to) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String printed(Throwable throwable) {
        StringWriter text = new StringWriter();
        throwable.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
