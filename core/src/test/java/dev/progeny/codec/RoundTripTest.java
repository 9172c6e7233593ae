package dev.progeny.codec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What goes in comes out, as JDK serialization would give it.
@Tag("any-os")
class RoundTripTest {
    private static final Codec CODEC = Codec.java();

    @SuppressWarnings("ArrayRecordComponent") // what users write
    record Small(int count, long stamp, String name, double ratio, int[] parts)
            implements Serializable {
        @Override
        public boolean equals(Object other) {
            return other instanceof Small s
                    && count == s.count
                    && stamp == s.stamp
                    && name.equals(s.name)
                    && ratio == s.ratio
                    && Arrays.equals(parts, s.parts);
        }

        @Override
        public int hashCode() {
            return Objects.hash(count, stamp, name, ratio, Arrays.hashCode(parts));
        }
    }

    record Every(byte b, short s, char c, int i, long l, float f, double d, boolean z, Object o)
            implements Serializable {}

    record Pair(Object left, Object right) implements Serializable {}

    record Replaced(int value) implements Serializable {
        private Object readResolve() {
            return new Replaced(value + 1);
        }
    }

    enum Plan {
        PLAIN,
        WITH_BODY {
            @Override
            int cost() {
                return 2;
            }
        };

        int cost() {
            return 1;
        }
    }

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;
        Node next;
    }

    static Stream<Object> values() {
        return Stream.of(
                true,
                false,
                (byte) -7,
                (short) -300,
                'ß',
                Integer.MIN_VALUE,
                42,
                Long.MIN_VALUE,
                1.5f,
                Double.MIN_VALUE,
                "",
                "latin1: é",
                "more: €\uD83D\uDE00",
                "a lone surrogate: \uD800",
                "x".repeat(10_000),
                "x".repeat(10_000) + "€",
                "?".repeat(33),
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("-12.3400"),
                new UUID(1, -2),
                Duration.ofSeconds(-3, 5),
                Instant.ofEpochSecond(7, 9),
                LocalDate.of(2026, 11, 20),
                Plan.PLAIN,
                Plan.WITH_BODY,
                TimeUnit.DAYS,
                DayOfWeek.MONDAY,
                new ArrayList<>(Arrays.asList(1, null, "x")),
                Arrays.asList(1, null),
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Stream.of(1, 2).toList(),
                Stream.of(1, null, 2).toList(),
                Stream.of().toList(),
                Set.of(),
                Set.of(1),
                Set.of(1, 2, 3),
                Map.of(),
                Map.of("a", 1),
                Map.of("a", 1, "b", List.of(2)),
                new HashSet<>(List.of(1, 2)),
                new LinkedHashSet<>(List.of(2, 1)),
                new HashMap<>(Map.of("k", new ArrayList<>())),
                new LinkedHashMap<>(Map.of("k", 1L)),
                new TreeMap<>(Map.of("k", 1L)),
                Collections.emptyList(),
                new Small(1, 2L, "hello", 3.0, new int[] {1, 2, 3}),
                new Every((byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, true, "o"),
                new Pair(new Pair(1, null), List.of(new Pair("a", 'b'))),
                new Replaced(1));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueComesBackAsJdkSerializationGivesIt(Object value) throws Exception {
        Object expected = throughJdk(value);
        Object actual = roundTrip(value);
        assertThat(actual).isEqualTo(expected);
        assertThat(actual.getClass()).isEqualTo(expected.getClass());
    }

    @Test
    void nullIsAValue() {
        assertThat(roundTrip(null)).isNull();
        assertThat(CODEC.encode(null)).hasSize(2);
    }

    @Test
    void primitiveArraysOfAnyLengthComeBack() {
        for (int n : new int[] {0, 1, 127, 128, 20_000}) {
            int[] ints = IntStream.range(-n / 2, n - n / 2).toArray();
            byte[] bytes = new byte[n];
            short[] shorts = new short[n];
            char[] chars = new char[n];
            boolean[] booleans = new boolean[n];
            float[] floats = new float[n];
            for (int i = 0; i < n; i++) {
                bytes[i] = (byte) ints[i];
                shorts[i] = (short) ints[i];
                chars[i] = (char) ints[i];
                booleans[i] = i % 3 == 0;
                floats[i] = ints[i] / 3f;
            }
            long[] longs = IntStream.of(ints).mapToLong(i -> i * 0x1_0000_0001L).toArray();
            double[] doubles = IntStream.of(ints).mapToDouble(i -> i / 7d).toArray();
            Object[] all = {ints, bytes, shorts, chars, booleans, floats, longs, doubles};
            for (Object array : all) {
                assertSame(roundTrip(array), array, "length " + n);
            }
            assertSame(roundTrip(all), all, "length " + n);
        }
    }

    @Test
    void arraysOfBoxedNumbersComeBackWithoutATagForEach() {
        for (int n : new int[] {1, 2, 127, 128, 20_000}) {
            Object[] ints = IntStream.range(-n / 2, n - n / 2).boxed().toArray();
            Object[] longs = IntStream.range(0, n).mapToObj(i -> i * -0x1_0000_0001L).toArray();
            Object[] doubles = IntStream.range(0, n).mapToObj(i -> i / -7d).toArray();
            Object[] all = {ints, longs, doubles};
            assertSame(roundTrip(all), all, "length " + n);
            assertThat(CODEC.encode(ints).length).isLessThan(8 + 4 * n);
            assertThat(CODEC.encode(longs).length).isLessThan(8 + 8 * n);
            assertThat(CODEC.encode(doubles).length).isLessThan(8 + 8 * n);
        }
        assertThat(roundTrip(new Object[] {-0.0, Double.NaN, Double.MIN_VALUE}))
                .isEqualTo(new Object[] {-0.0, Double.NaN, Double.MIN_VALUE});
    }

    @Test
    void aNumberAmongOthersKeepsItsKind() {
        Object[][] mixtures = {
            {}, {1, 2L}, {1L, 2}, {1.5, 1}, {1, null}, {null, 1}, {2L, "x", 1}, {1.5, 1.5f}
        };
        for (Object[] mixture : mixtures) {
            assertSame(roundTrip(mixture), mixture, Arrays.toString(mixture));
            Pair nested = new Pair(mixture, "after");
            Object[] back = (Object[]) ((Pair) roundTrip(nested)).left();
            assertSame(back, mixture, Arrays.toString(mixture));
            assertThat(((Pair) roundTrip(nested)).right()).isEqualTo("after");
        }
        Integer[] typed = {1, 2};
        assertThat(roundTrip(typed)).isInstanceOf(Integer[].class);
    }

    @Test
    void aliasesAndCyclesAreKept() {
        List<Object> shared = new ArrayList<>(List.of("x"));
        List<?> twice = (List<?>) roundTrip(new ArrayList<>(List.of(shared, shared)));
        assertThat(twice.get(0)).isSameAs(twice.get(1));

        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        List<?> back = (List<?>) roundTrip(cycle);
        assertThat(back.get(0) == back).isTrue();

        Pair pair = new Pair(new int[] {1}, null);
        Pair pairs = (Pair) roundTrip(new Pair(pair, pair));
        assertThat(pairs.left() == pairs.right()).isTrue();

        Object[] array = {null};
        array[0] = new Pair("in", array);
        Object[] arrayBack = (Object[]) roundTrip(array);
        assertThat(((Pair) arrayBack[0]).right() == arrayBack).isTrue();

        Node node = new Node();
        node.next = node;
        Node nodeBack = (Node) roundTrip(node);
        assertThat(nodeBack.next == nodeBack).isTrue();
    }

    @Test
    void aStringSentManyTimesCostsLittle() {
        String big = "x".repeat(100_000);
        byte[] bytes = CODEC.encode(new ArrayList<>(java.util.Collections.nCopies(1000, big)));
        assertThat(bytes.length).isLessThan(200_000);
    }

    @Test
    void deepGraphsAndWideDiamondsComeBack() {
        Object deep = "end";
        for (int i = 0; i < 300; i++) {
            deep = new ArrayList<>(List.of(deep));
        }
        assertThat(roundTrip(deep).equals(deep)).isTrue();

        Object diamond = new Pair(null, null);
        for (int i = 0; i < 40; i++) {
            diamond = new Pair(diamond, diamond); // 2^40 without aliases
        }
        assertThat(CODEC.encode(diamond).length).isLessThan(10_000);
    }

    @Test
    void aMapThatOrdersByAccessStaysOne() {
        for (int entries = 0; entries < 4; entries++) {
            Map<Object, Object> map = new LinkedHashMap<>(16, 0.75f, true);
            for (int i = 0; i < entries; i++) {
                map.put(i, i);
            }
            @SuppressWarnings("unchecked")
            Map<Object, Object> back = (Map<Object, Object>) roundTrip(map);
            back.put("a", 1);
            back.put("b", 1);
            back.get("a");
            assertThat(List.copyOf(back.keySet()).getLast()).isEqualTo("a");
        }
    }

    @Test
    void randomGraphsComeBackAsJdkSerializationGivesThem() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Object value = randomValue(random, 0);
            Object back = roundTrip(value);
            assertSame(back, throughJdk(value), "seed=" + seed + ", round=" + i);
        }
    }

    private static Object randomValue(Random random, int depth) {
        return switch (random.nextInt(depth > 4 ? 8 : 14)) {
            case 0 -> null;
            case 1 -> random.nextInt();
            case 2 -> random.nextLong();
            case 3 -> random.nextDouble();
            case 4 -> randomText(random);
            case 5 -> BigInteger.valueOf(random.nextLong());
            case 6 -> Plan.values()[random.nextInt(2)];
            case 7 -> LocalDate.ofEpochDay(random.nextInt(10_000)); // by JDK serialization
            case 8 -> new ArrayList<>(Arrays.asList(randomValues(random, depth)));
            case 9 -> new ArrayDeque<>(List.of(randomText(random))).getFirst();
            case 10 -> new Pair(randomText(random), random.nextInt());
            case 11 -> new HashSet<>(List.of(randomText(random)));
            case 12 -> Stream.of(randomValues(random, depth)).toList();
            default -> new LinkedHashMap<>(Map.of(randomText(random), random.nextInt()));
        };
    }

    private static Object[] randomValues(Random random, int depth) {
        Object[] values = new Object[random.nextInt(5)];
        Arrays.setAll(values, i -> randomValue(random, depth + 1));
        return values;
    }

    private static String randomText(Random random) {
        int bound = random.nextBoolean() ? 0x100 : 0x10000;
        return random.ints(random.nextInt(100), 0, bound)
                .collect(StringBuilder::new, (b, c) -> b.append((char) c), StringBuilder::append)
                .toString();
    }

    @Test
    void aStreamHoldsOneValueAfterTheOther() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CODEC.encode("one", out);
        CODEC.encode(new Node(), out);
        CODEC.encode(null, out);
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        assertThat(CODEC.decode(in)).isEqualTo("one");
        assertThat(CODEC.decode(in)).isInstanceOf(Node.class);
        assertThat(CODEC.decode(in)).isNull();
        assertThat(in.available()).isZero();
    }

    private static void assertSame(Object actual, Object expected, String round) {
        boolean same = Arrays.deepEquals(new Object[] {actual}, new Object[] {expected});
        assertThat(same).as(round).isTrue();
    }

    private static Object roundTrip(Object value) {
        byte[] bytes = CODEC.encode(value);
        byte[] inside = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, inside, 3, bytes.length);
        return CODEC.decode(inside, 3, bytes.length);
    }

    @SuppressWarnings("BanSerializableRead") // the yardstick
    private static Object throughJdk(Object value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }
}
