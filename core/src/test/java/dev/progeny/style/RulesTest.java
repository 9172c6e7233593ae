package dev.progeny.style;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Each rule finds what it forbids, in planted sources, and leaves alone what it does not.
@Tag("style")
class RulesTest {
    private static final String PUBLISHED = "core/src/main/java/dev/progeny/ring/Ring.java";
    private static final String PARK = "core/src/main/java/dev/progeny/park/Parker.java";
    private static final String EXAMPLE = "examples/src/main/java/dev/progeny/examples/Ring.java";
    private static final String TEST = "core/src/test/java/dev/progeny/ring/RingTest.java";

    @Test
    void aMethodOfSixtyLinesPassesAndOneMoreDoesNot() {
        assertThat(sizes("void f() {\n" + "g();\n".repeat(58) + "}")).isEmpty();
        assertThat(sizes("void f() {\n" + "g();\n".repeat(59) + "}"))
                .singleElement()
                .asString()
                .contains("method f has 61 lines", "60 is the stop");
    }

    @Test
    void bracesInTextsAndCommentsDoNotCount() {
        assertThat(sizes("void f() {\nvar s = \"}\"; // }\n" + "g();\n".repeat(60) + "}"))
                .hasSize(1);
    }

    @Test
    void sixParametersPassAndSevenDoNot() {
        assertThat(sizes("void f(int a, int b, int c, int d, int e, int g) {}")).isEmpty();
        String seven = "void f(int a, int b, int c, int d, int e, int g, int h) {}";
        assertThat(sizes(seven)).singleElement().asString().contains("7 parameters", "record");
        assertThat(sizes("@Override " + seven)).as("the signature is another's").isEmpty();
    }

    @Test
    void fourLevelsPassAndFiveDoNot() {
        String four = "for (;;) while (b) if (b) synchronized (this) { %s }";
        assertThat(sizes("void f() { " + four.formatted("g();") + " }")).isEmpty();
        assertThat(sizes("void f() { " + four.formatted("try { g(); } finally { }") + " }"))
                .singleElement()
                .asString()
                .contains("nested deeper than 4");
    }

    @Test
    void elseIfIsNoLevelAndALambdaIsNoWayOut() {
        String chain = "if (b) g(); else if (b) g(); else if (b) g(); else if (b) g(); else g();";
        assertThat(sizes("void f() { if (b) { " + chain + " } }")).isEmpty();
        String inLambda = "for (;;) for (;;) for (;;) run(() -> { for (;;) for (;;) g(); });";
        assertThat(sizes("void f() { " + inLambda + " }")).hasSize(1);
    }

    @Test
    void namesForAnythingAreRefused() {
        assertThat(names(PUBLISHED, "package dev.progeny.util; class Ring {}")).hasSize(1);
        assertThat(names(TEST, "class RingImpl {} class Bits { class BitUtils {} }")).hasSize(2);
        assertThat(names(PUBLISHED, "interface IRing {} interface IOQueue {} class Item {}"))
                .singleElement()
                .asString()
                .contains("interface IRing");
    }

    @Test
    void publicGettersAreRefusedInPublishedCodeOnly() {
        String getter = "class Ring { public int getSize() { return 1; } }";
        assertThat(names(PUBLISHED, getter)).singleElement().asString().contains("call it size()");
        assertThat(names(PUBLISHED, "interface Ring { int getSize(); }")).hasSize(1);
        assertThat(names(TEST, getter)).isEmpty();
    }

    @Test
    void gettersOfTheJdkPass() {
        assertThat(names(PUBLISHED, "class R { @Override public int getSize() { return 1; } }"))
                .isEmpty();
        assertThat(names(PUBLISHED, "class R { public long getAndIncrement() { return 1; } }"))
                .isEmpty();
        assertThat(names(PUBLISHED, "class R { public long getAcquire() { return 1; } }"))
                .isEmpty();
        assertThat(names(PUBLISHED, "interface RingMXBean { long getSize(); }")).isEmpty();
    }

    @Test
    void sleepingInMainCodeIsRefused() {
        assertThat(calls(EXAMPLE, "Thread.sleep(1);")).singleElement().asString().contains("park");
        assertThat(calls(EXAMPLE, "TimeUnit.SECONDS.sleep(1);")).hasSize(1);
        assertThat(calls(TEST, "Thread.sleep(1);")).isEmpty();
    }

    @Test
    void parkingIsRefusedOutsideOfPark() {
        assertThat(calls(PUBLISHED, "LockSupport.parkNanos(1);")).hasSize(1);
        assertThat(calls(PUBLISHED, "LockSupport.park(); // parks: a carrier of our own"))
                .isEmpty();
        assertThat(calls(PARK, "LockSupport.parkNanos(1);")).isEmpty();
    }

    @Test
    void printingAndExitingNeedAReasonInPublishedCode() {
        assertThat(calls(PUBLISHED, "System.out.println();")).hasSize(1);
        assertThat(calls(PUBLISHED, "g(System.err);")).hasSize(1);
        assertThat(calls(PUBLISHED, "System.exit(1);")).hasSize(1);
        assertThat(calls(PUBLISHED, "System.exit(1); // exits: the parent is gone")).isEmpty();
        assertThat(calls(PUBLISHED, "// exits: the parent is gone\nSystem.exit(1);")).isEmpty();
        assertThat(calls(PUBLISHED, "System.exit(1); // exits:")).as("no reason").hasSize(1);
        assertThat(calls(EXAMPLE, "System.out.println();")).isEmpty();
    }

    @Test
    void exceptionsWithoutWordsAreRefused() {
        assertThat(calls(PUBLISHED, "throw new IllegalStateException();"))
                .singleElement()
                .asString()
                .contains("fact: name=value; remedy");
        assertThat(calls(PUBLISHED, "throw new IllegalStateException(\"why\");")).isEmpty();
        assertThat(calls(PUBLISHED, "e.printStackTrace();")).hasSize(1);
    }

    @Test
    void disabledTestsAreRefused() {
        assertThat(
                        new CallRule(JavaUnit.parse(TEST, "class T { @Disabled void f() {} }"))
                                .findings())
                .hasSize(1);
    }

    @Test
    void longLinesAndLongFilesAreRefused() {
        assertThat(texts(PUBLISHED, "/// " + "x".repeat(96))).isEmpty();
        assertThat(texts(PUBLISHED, "/// " + "x".repeat(97))).hasSize(1);
        assertThat(texts(PUBLISHED, "import " + "x".repeat(97) + ";")).isEmpty();
        assertThat(texts("docs/guide.md", "x".repeat(200))).as("prose wraps by itself").isEmpty();
        assertThat(texts("docs/guide.md", "x\n".repeat(500))).isEmpty();
        assertThat(texts("docs/guide.md", "x\n".repeat(501))).hasSize(1);
    }

    @Test
    void openEndsAreRefused() {
        assertThat(texts("progeny", "#!/bin/sh\n# TO" + "DO: later")).hasSize(1);
        assertThat(texts(TEST, "// FIX" + "ME")).hasSize(1);
        assertThat(texts(TEST, "// mXX" + "X")).isEmpty();
    }

    @Test
    void aFindingNamesFileLineAndRemedy() {
        assertThat(calls(PUBLISHED, "\n\nSystem.exit(1);").getFirst())
                .hasToString(
                        PUBLISHED
                                + ":3: System.exit: a library does not end its caller's JVM;"
                                + " throw");
    }

    private static List<Finding> sizes(String member) {
        return new SizeRule(JavaUnit.parse(PUBLISHED, "class T {\n" + member + "\n}")).findings();
    }

    private static List<Finding> names(String path, String text) {
        return new NameRule(JavaUnit.parse(path, text)).findings();
    }

    private static List<Finding> calls(String path, String statements) {
        String text = "class T { void f() { " + statements + "\n} }";
        return new CallRule(JavaUnit.parse(path, text)).findings();
    }

    private static List<Finding> texts(String path, String text) {
        return TextRule.findings(new SourceFile(path, text));
    }
}
