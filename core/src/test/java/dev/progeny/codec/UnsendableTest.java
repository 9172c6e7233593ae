package dev.progeny.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.progeny.task.RemoteCallable;
import dev.progeny.task.RemoteFunction;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/// What cannot be sent is refused by the sender, who is told why. EXF-01, POL-07, X-EXE-04
@Tag("any-os")
class UnsendableTest {
    private static final String HERE = UnsendableTest.class.getName();

    private final int field = 3;

    static final class Report {}

    record Row(String name, Object out) implements Serializable {}

    @SuppressWarnings("serial") // the mistake that is to be reported
    static final class Table implements Serializable {
        private static final long serialVersionUID = 1L;
        final List<Object> rows = new ArrayList<>();
    }

    static final class Failing implements Serializable {
        private static final long serialVersionUID = 1L;
        private final transient Supplier<Throwable> failure;

        Failing(Supplier<Throwable> failure) {
            this.failure = failure;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            Throwable thrown = failure.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }

    @Test
    void thePathFromALambdaIsTold() {
        Table table = new Table();
        for (int i = 0; i < 3; i++) {
            table.rows.add(i);
        }
        table.rows.add(new Row("r", new Report()));
        RemoteCallable<Integer> task = () -> table.rows.size();
        UnsendableException e = refused(task);
        String path =
                "lambda in %s.thePathFromALambdaIsTold -> captured argument 1 -> field rows"
                                .formatted(HERE)
                        + " -> element 3 -> field out";
        assertThat(e)
                .hasMessage(
                        "task captured %s$Report, which is not Serializable; path: %s; pass its"
                                        .formatted(HERE, path)
                                + " fields, or make the lambda static");
        assertThat(e.className()).isEqualTo(HERE + "$Report");
        assertThat(e.path()).isEqualTo(path);
        assertThat(e).hasCauseInstanceOf(NotSerializableException.class);
    }

    @Test
    void aCapturedThisIsNamed() {
        RemoteFunction<Integer, Integer> task = x -> x + field;
        UnsendableException e = refused(task);
        assertThat(e)
                .hasMessage(
                        ("task captured this (%s), which is not Serializable; path: lambda in"
                                        + " %s.aCapturedThisIsNamed -> captured this; copy the"
                                        + " fields it uses to local variables, or make its method"
                                        + " static")
                                .formatted(HERE, HERE));
        assertThat(e.className()).isEqualTo(HERE);
    }

    @Test
    void aLambdaOfAnInterfaceThatIsNotSerializableIsToldWhatToWrite() {
        Callable<Integer> task = () -> 1;
        assertThat(refused(task))
                .hasMessage(
                        ("lambda in %s is not Serializable, because its interface"
                                        + " java.util.concurrent.Callable is not; write it where a"
                                        + " RemoteCallable is expected, or cast it to (Callable &"
                                        + " java.io.Serializable); through a variable of type"
                                        + " ExecutorService a lambda is not serializable")
                                .formatted(HERE));
    }

    @Test
    void valuesAreTraversedByTheWordsOfTheirKind() {
        Map<String, Object> map = new HashMap<>(Map.of("k", new Object[] {1, new Report()}));
        assertThat(refused(new ArrayList<>(List.of(map))))
                .hasMessage(
                        ("java.util.ArrayList contains %s$Report, which is not Serializable; path:"
                                        + " java.util.ArrayList -> element 0 -> value of key k ->"
                                        + " element 1; make it Serializable, or send what is"
                                        + " needed of it")
                                .formatted(HERE));
        assertThat(refused(Optional.of(1)))
                .hasMessage(
                        "java.util.Optional cannot be sent: it is not Serializable; make it"
                                + " Serializable");
    }

    /// LOK-02, LOK-13
    @Test
    void whatTheValuesOwnCodeThrowsIsTheCause() {
        List<Supplier<Throwable>> failures =
                List.of(
                        () -> new IllegalStateException("boom"),
                        StackOverflowError::new,
                        () -> new LinkageError("gone"),
                        () -> new OutOfMemoryError("pretended"));
        for (Supplier<Throwable> failure : failures) {
            UnsendableException e = refused(new ArrayList<>(List.of(new Failing(failure))));
            assertThat(e.getCause()).isExactlyInstanceOf(failure.get().getClass());
            assertThat(e)
                    .hasMessageStartingWith(
                            "java.util.ArrayList cannot be sent: the serialization of "
                                    + HERE
                                    + "$Failing failed, cause="
                                    + failure.get().getClass().getName());
            assertThat(e.path()).isEqualTo("java.util.ArrayList -> element 0");
        }
    }

    @Test
    void aChainTooLongForTheStackIsRefused() {
        Object chain = null;
        for (int i = 0; i < 100_000; i++) {
            chain = new Row("r", chain);
        }
        assertThat(refused(chain))
                .hasCauseInstanceOf(StackOverflowError.class)
                .hasMessageEndingWith("; it is nested too deeply: send a list instead of a chain");
    }

    @Test
    void aRecordThatIsNotSerializableIsRefusedAsByTheJdk() {
        record Plain(int x) {}
        assertThat(refused(List.of(new Plain(1))).className()).endsWith("$1Plain");
    }

    private static UnsendableException refused(Object value) {
        return catchThrowableOfType(UnsendableException.class, () -> Codec.java().encode(value));
    }
}
