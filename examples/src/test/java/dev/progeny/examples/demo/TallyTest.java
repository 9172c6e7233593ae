package dev.progeny.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

class TallyTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    /// Few lengths, names and containers, so that ties and repeated signatures are frequent.
    private Tally any() {
        List<LongMethod> methods =
                IntStream.range(0, 15)
                        .mapToObj(
                                i ->
                                        new LongMethod(
                                                random.nextInt(10),
                                                "C" + random.nextInt(8),
                                                "m" + random.nextInt(2),
                                                "()V",
                                                random.nextInt(3) + ".jar"))
                        .toList();
        List<Problem> problems =
                IntStream.range(0, Tally.LISTED)
                        .mapToObj(i -> new Problem("p" + random.nextInt(100), "why"))
                        .sorted()
                        .toList();
        Tally.Counts counts =
                new Tally.Counts(random.nextInt(9), 1, 2, 3, 4, problems.size(), random.nextLong());
        return new Tally(
                counts,
                random.longs(Opcode.Kind.values().length, 0, 99).boxed().toList(),
                LongMethod.longest(methods),
                problems);
    }

    private static Tally sum(List<Tally> parts) {
        return parts.stream().reduce(Tally.EMPTY, Tally::plus);
    }

    @RepeatedTest(20)
    void sumDoesNotDependOnOrderOrGrouping() {
        List<Tally> parts = new ArrayList<>(IntStream.range(0, 12).mapToObj(i -> any()).toList());
        Tally inOrder = sum(parts);

        Collections.shuffle(parts, random);
        Tally grouped = sum(parts.subList(0, 5)).plus(sum(parts.subList(5, 12)));

        assertThat(grouped).as("seed %d", seed).isEqualTo(inOrder);
        assertThat(grouped.fingerprint()).isEqualTo(inOrder.fingerprint());
    }

    @Test
    void keepsTheLongestMethodsOfAllParts() {
        List<Tally> parts = IntStream.range(0, 12).mapToObj(i -> any()).toList();
        List<LongMethod> all = parts.stream().flatMap(part -> part.longest().stream()).toList();

        assertThat(sum(parts).longest())
                .as("seed %d", seed)
                .hasSize(LongMethod.KEPT)
                .isEqualTo(LongMethod.longest(all));
    }

    @Test
    void fingerprintTellsAClassReadTwiceFromAnotherOne() {
        Tally part = any();

        assertThat(part.plus(part).fingerprint()).isNotEqualTo(part.fingerprint());
        assertThat(part.plus(Tally.EMPTY).fingerprint()).isEqualTo(part.fingerprint());
    }
}
