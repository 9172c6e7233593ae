package dev.progeny.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.progeny.manager.ManagerProtocol.Message;
import dev.progeny.manager.ManagerProtocol.ProtocolException;
import dev.progeny.manager.ManagerProtocol.Side;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

class ManagerProtocolTest {
    private static final int INPUTS = 200_000;

    /// What each side may receive in each state; nothing else.
    private static final Map<Side, Map<Byte, Side>> LEGAL = new EnumMap<>(Side.class);

    static {
        var calls =
                Set.of(
                        ManagerProtocol.CALL,
                        ManagerProtocol.CANCEL,
                        ManagerProtocol.RETURNED,
                        ManagerProtocol.THREW,
                        ManagerProtocol.RELEASE);
        LEGAL.put(Side.AWAITS_HELLO, Map.of(ManagerProtocol.HELLO, Side.SERVES));
        LEGAL.put(
                Side.AWAITS_WELCOME,
                Map.of(ManagerProtocol.WELCOME, Side.USES, ManagerProtocol.REFUSED, Side.ENDED));
        var serves = new java.util.HashMap<Byte, Side>();
        calls.forEach(kind -> serves.put(kind, Side.SERVES));
        serves.put(ManagerProtocol.PING, Side.SERVES);
        serves.put(ManagerProtocol.BYE, Side.ENDED);
        LEGAL.put(Side.SERVES, serves);
        var uses = new java.util.HashMap<Byte, Side>();
        calls.forEach(kind -> uses.put(kind, Side.USES));
        uses.put(ManagerProtocol.PONG, Side.USES);
        LEGAL.put(Side.USES, uses);
        LEGAL.put(Side.ENDED, Map.of());
    }

    @ParameterizedTest
    @EnumSource(Side.class)
    void everyMessageIsLegalOrNamedAsWrong(Side side) {
        for (byte kind = -1; kind < 20; kind++) {
            var next = LEGAL.get(side).get(kind);
            byte received = kind;
            if (next != null) {
                assertThat(side.after(kind)).isEqualTo(next);
            } else {
                assertThatThrownBy(() -> side.after(received))
                        .isInstanceOf(ProtocolException.class)
                        .hasMessageContaining("kind " + kind)
                        .hasMessageContaining(side.name());
            }
        }
    }

    static List<Message> messages() {
        var payload = new Payload(new byte[] {1, 2, 3}, 0);
        return List.of(
                new Message.Hello(ManagerProtocol.VERSION, UUID.randomUUID(), 4711, true),
                new Message.Welcome(UUID.randomUUID(), 10_000, 1 << 30, payload),
                new Message.Refused("zu viele Gäste"),
                new Message.Call(1, 2, 3, 4, payload),
                new Message.Call(-1, Long.MAX_VALUE, Long.MIN_VALUE, 0, Payload.NONE),
                new Message.Cancel(7),
                new Message.Returned(8, payload),
                new Message.Threw(9, Payload.NONE),
                new Message.Release(10, 2),
                new Message.Ping(),
                new Message.Pong(),
                new Message.Bye());
    }

    @ParameterizedTest
    @MethodSource("messages")
    void messagesArriveEqual(Message message) {
        assertThat(ProtocolCodec.decode(ProtocolCodec.encode(message))).isEqualTo(message);
    }

    @Test
    void payloadWithRoomInFrontIsNotCopied() {
        byte[] bytes = new byte[ManagerProtocol.CALL_HEAD + 5];
        var payload = new Payload(bytes, ManagerProtocol.CALL_HEAD);
        assertThat(ProtocolCodec.encode(new Message.Call(1, 2, 3, 4, payload))).isSameAs(bytes);
    }

    /// Any bytes are a message or a [ProtocolException], and what is decoded is encoded the same.
    @Test
    void anyBytesAreAMessageOrAnError() {
        long seed = System.nanoTime();
        System.out.println("seed=" + seed);
        var random = new Random(seed);
        var valid = messages().stream().map(ProtocolCodec::encode).toList();
        for (int round = 0; round < INPUTS; round++) {
            byte[] bytes = mutated(valid.get(random.nextInt(valid.size())), random);
            try {
                var message = ProtocolCodec.decode(bytes);
                if (!(message instanceof Message.Refused)) { // any bytes are a text, not any UTF-8
                    assertThat(ProtocolCodec.encode(message)).isEqualTo(bytes);
                }
            } catch (ProtocolException e) {
                assertThat(e).as("seed=%d", seed).hasMessageContaining("version");
            }
        }
    }

    private static byte[] mutated(byte[] valid, Random random) {
        byte[] bytes = java.util.Arrays.copyOf(valid, Math.max(0, valid.length + cut(random)));
        IntStream.range(0, random.nextInt(4))
                .filter(_ -> bytes.length > 0)
                .forEach(_ -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt());
        return bytes;
    }

    private static int cut(Random random) {
        return random.nextBoolean() ? 0 : random.nextInt(9) - 6;
    }

    @Test
    @SuppressWarnings("UnusedMethod") // only looked at
    void methodsHaveTheSameNumbersWhateverTheirOrder() {
        interface One {
            int a(String text);

            void b();
        }
        interface Other {
            void b();

            int a(String text);

            long c();
        }
        var here = numbers(Methods.of(One.class));
        assertThat(numbers(Methods.of(Other.class))).containsAll(here).hasSize(here.size() + 1);
    }

    private static List<Long> numbers(Methods methods) {
        return methods.all().stream().map(method -> method.number).toList();
    }
}
