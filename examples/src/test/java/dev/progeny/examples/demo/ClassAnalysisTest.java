package dev.progeny.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.examples.demo.WorkUnit.JarSlice;
import dev.progeny.examples.demo.WorkUnit.ModuleSlice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.classfile.Opcode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

class ClassAnalysisTest {
    @TempDir private Path directory;

    private byte[] small() throws IOException {
        return CompiledJar.compile(directory, "Small", CompiledJar.SMALL);
    }

    private Tally analyse(Map<String, byte[]> entries, int from, int to) {
        Path jar = CompiledJar.write(directory.resolve("some.jar"), entries);
        return new ClassAnalysis().apply(new JarSlice(jar.toString(), from, to));
    }

    @Test
    void countsWhatIsInAClass() throws IOException {
        byte[] small = small();

        Tally tally = analyse(Map.of("Small.class", small), 0, 1);

        assertThat(tally.counts().classes()).isOne();
        assertThat(tally.counts().fields()).isOne();
        assertThat(tally.counts().methods()).isEqualTo(3);
        assertThat(tally.counts().bytes()).isEqualTo(small.length);
        assertThat(tally.counts().unreadable()).isZero();
        // <init>: aload_0, invokespecial, return; one: iconst_1, ireturn; sum: iload_0, iload_1,
        // iadd, ireturn
        assertThat(tally.instructions()).isEqualTo(9);
        assertThat(tally.instructions(Opcode.Kind.LOAD)).isEqualTo(3);
        assertThat(tally.instructions(Opcode.Kind.RETURN)).isEqualTo(3);
        assertThat(tally.instructions(Opcode.Kind.INVOKE)).isOne();
        assertThat(tally.instructions(Opcode.Kind.CONSTANT)).isOne();
        assertThat(tally.instructions(Opcode.Kind.OPERATOR)).isOne();
        assertThat(tally.longest())
                .containsExactly(
                        new LongMethod(4, "Small", "sum", "(II)I", "some.jar"),
                        new LongMethod(3, "Small", "<init>", "()V", "some.jar"),
                        new LongMethod(2, "Small", "one", "()I", "some.jar"));
    }

    @Test
    void countsEveryClassEntryWhereverItLies() throws IOException {
        byte[] small = small();
        byte[] descriptor = descriptor();

        Tally tally =
                analyse(
                        Map.of(
                                "Small.class", small,
                                "META-INF/versions/21/Small.class", small,
                                "BOOT-INF/classes/Small.class", small,
                                "module-info.class", descriptor,
                                "readme.txt", new byte[] {1}),
                        0,
                        4);

        assertThat(tally.counts().classes()).isEqualTo(4);
        assertThat(tally.counts().modules()).isOne();
        assertThat(tally.longest()).as("one signature is listed once").hasSize(3);
    }

    private byte[] descriptor() throws IOException {
        return CompiledJar.compile(directory, "module-info", "module some.module {}");
    }

    @Test
    void damagedClassIsListedWithItsReasonAndCountsForNothing() throws IOException {
        byte[] small = small();
        byte[] truncated = Arrays.copyOf(small, small.length / 2);

        Tally tally =
                analyse(
                        Map.of(
                                "Small.class",
                                small,
                                "Half.class",
                                truncated,
                                "No.class",
                                new byte[] {1, 2}),
                        0,
                        3);

        assertThat(tally.counts().classes()).isOne();
        assertThat(tally.counts().unreadable()).isEqualTo(2);
        assertThat(tally.instructions()).isEqualTo(9);
        assertThat(tally.unreadable())
                .extracting(Problem::where)
                .satisfiesExactly(
                        where -> assertThat(where).endsWith("some.jar!/Half.class"),
                        where -> assertThat(where).endsWith("some.jar!/No.class"));
        assertThat(tally.unreadable()).extracting(Problem::reason).doesNotContain("");
    }

    @Test
    void everyPossibleTruncationOfAClassEndsAsUnreadable() throws IOException {
        byte[] small = small();
        Counting counting = new Counting("test");

        for (int length = 0; length < small.length; length++) {
            counting.add("Small.class", Arrays.copyOf(small, length));
        }

        assertThat(counting.tally().counts().unreadable()).isEqualTo(small.length);
        assertThat(counting.tally().unreadable()).hasSize(Tally.LISTED);
    }

    @Test
    void entryWithDamagedDataIsListedAndTheNextOneIsRead() throws IOException {
        Path jar = CompiledJar.withCopies(directory, "copies.jar", 3);
        byte[] bytes = Files.readAllBytes(jar);
        int dataOfFirstEntry = 30 + "copy0/Small.class".length();
        Arrays.fill(bytes, dataOfFirstEntry, dataOfFirstEntry + 20, (byte) 0xff);
        Files.write(jar, bytes);

        Tally tally = new ClassAnalysis().apply(new JarSlice(jar.toString(), 0, 3));

        assertThat(tally.counts().classes()).isEqualTo(2);
        assertThat(tally.unreadable())
                .singleElement()
                .satisfies(problem -> assertThat(problem.where()).endsWith("!/copy0/Small.class"));
    }

    @Test
    void jarThatLostClassesSinceItWasListedIsSaidToHaveChanged() throws IOException {
        Tally tally = analyse(Map.of("Small.class", small()), 0, 2);

        assertThat(tally.counts().classes()).isZero();
        assertThat(tally.unreadable())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).contains("changed"));
    }

    @Test
    void readsModulesOfTheJdk() {
        List<String> files = List.of("java/lang/Object.class", "module-info.class");

        Tally tally = new ClassAnalysis().apply(new ModuleSlice("java.base", files));

        assertThat(tally.counts().classes()).isEqualTo(2);
        assertThat(tally.counts().modules()).isOne();
        assertThat(tally.longest()).extracting(LongMethod::owner).contains("java.lang.Object");
    }
}
