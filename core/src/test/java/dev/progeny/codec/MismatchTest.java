package dev.progeny.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/// Two processes that do not have the same classes get an error that says so.
@Tag("any-os")
class MismatchTest {
    record Point(int x, int y) implements Serializable {}

    record Refuser(int x) implements Serializable {
        static boolean refuse;

        Refuser {
            if (refuse) {
                throw new IllegalArgumentException("x must not be " + x);
            }
        }
    }

    enum Colour {
        RED
    }

    static final class Stubborn implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IllegalStateException("not today");
        }
    }

    @Test
    void aRecordWithOtherComponentsIsNamedWithBoth() {
        assertUnreadable(
                changed(new Point(1, 2), "\u0001y", "\u0001z"),
                "a record differs on the two sides: record=dev.progeny.codec.MismatchTest$Point,"
                        + " sent=(int x, int z), here=(int x, int y); sender and receiver need the"
                        + " same class path");
    }

    @Test
    void aMissingClassIsNamed() {
        assertUnreadable(
                changed(new Point(1, 2), "$Point", "$Paint"),
                "a class of the message is missing here:"
                        + " class=dev.progeny.codec.MismatchTest$Paint; add it to the class path of"
                        + " this process");
    }

    @Test
    void aConstantThatIsMissingIsNamed() {
        assertUnreadable(
                changed(Colour.RED, "RED", "RAD"),
                "an enum differs on the two sides: enum=dev.progeny.codec.MismatchTest$Colour,"
                        + " unknown constant=RAD; sender and receiver need the same class path");
    }

    @Test
    void aLambdaThatIsMissingIsNamed() {
        dev.progeny.task.RemoteRunnable lambda = () -> {};
        byte[] bytes = changed(lambda, "lambda$aLambda", "lambda$xLambda");
        assertThatThrownBy(() -> Codec.java().decode(bytes, 0, bytes.length))
                .isInstanceOf(UnreadableException.class)
                .hasMessageStartingWith(
                        "a lambda is not known here: class=dev.progeny.codec.MismatchTest,"
                                + " method=lambda$xLambda");
    }

    /// LOK-18: type and message of what went wrong over there are told.
    @Test
    void aRecordsOwnRefusalIsTheCause() {
        byte[] bytes = Codec.java().encode(new Refuser(5));
        Refuser.refuse = true;
        try {
            assertThatThrownBy(() -> Codec.java().decode(bytes, 0, bytes.length))
                    .isInstanceOf(UnreadableException.class)
                    .hasMessage(
                            "a record refused its components:"
                                    + " record=dev.progeny.codec.MismatchTest$Refuser,"
                                    + " cause=java.lang.IllegalArgumentException: x must not be 5")
                    .hasCauseExactlyInstanceOf(IllegalArgumentException.class);
        } finally {
            Refuser.refuse = false;
        }
    }

    /// LOK-18
    @Test
    void aFailingReadObjectIsTheCause() {
        byte[] bytes = Codec.java().encode(new Stubborn());
        assertThatThrownBy(() -> Codec.java().decode(bytes, 0, bytes.length))
                .isInstanceOf(UnreadableException.class)
                .hasMessage(
                        "a message could not be rebuilt here:"
                                + " cause=java.lang.IllegalStateException: not today")
                .hasCauseExactlyInstanceOf(IllegalStateException.class);
    }

    private static void assertUnreadable(byte[] bytes, String message) {
        assertThatThrownBy(() -> Codec.java().decode(bytes, 0, bytes.length))
                .isInstanceOf(UnreadableException.class)
                .hasMessage(message);
    }

    /// The value's message with one text in it replaced by another of the same length.
    private static byte[] changed(Object value, String from, String to) {
        String text = new String(Codec.java().encode(value), StandardCharsets.ISO_8859_1);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }
}
