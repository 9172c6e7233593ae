package dev.progeny.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.progeny.examples.guide.Snippets.Block;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What the pages for users show is what runs.
class SnippetsTest {
    private static final Pattern NAMED_TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    @Test
    void eachJavaBlockOfThePagesStandsInAProgram() {
        var different = new ArrayList<String>();
        for (Path page : Checkout.pages()) {
            for (Block block : Snippets.inPage(Checkout.read(page))) {
                if (!block.code().equals(original(block))) {
                    different.add(page.getFileName() + ":" + block.line() + " " + block.name());
                }
            }
        }
        assertThat(different)
                .as("blocks that differ from their program, or lack the mark")
                .isEmpty();
    }

    private static String original(Block block) {
        Path program = Checkout.root().resolve(block.file());
        return Files.isRegularFile(program)
                ? Snippets.inProgram(Checkout.read(program), block.name())
                : "no file " + block.file();
    }

    @Test
    void aBlockThatDiffersOrLacksItsMarkIsFound() {
        String page =
                """
                <!-- snippet: a/File.java#name -->
                ```java
                f();
                ```
                ```java
                g();
                ```
                """;
        String program = "class A {\n    // snippet: name\n    f();\n    // end\n}\n";

        assertThat(Snippets.inPage(page))
                .containsExactly(
                        new Block(2, "a/File.java", "name", "f();"), new Block(5, "", "", "g();"));
        assertThat(Snippets.inProgram(program, "name")).isEqualTo("f();");
        assertThat(Snippets.inProgram(program, "other")).isEqualTo("no region other");
    }

    @Test
    void eachRegionOfTheProgramsIsShownSomewhere() {
        String pages = Checkout.pages().stream().map(Checkout::read).collect(Collectors.joining());
        for (Path program : Checkout.programs()) {
            List<String> names =
                    Pattern.compile("// snippet: (\\S+)\n")
                            .matcher(Checkout.read(program))
                            .results()
                            .map(match -> match.group(1))
                            .toList();
            String file = Checkout.root().relativize(program).toString();
            for (String name : names) {
                assertThat(pages).contains("<!-- snippet: " + file + "#" + name + " -->");
            }
        }
    }

    @Test
    void testsThatThePagesNameExist() {
        for (Path page : Checkout.pages()) {
            var named = NAMED_TEST.matcher(Checkout.read(page)).results().toList();
            for (MatchResult test : named) {
                assertThat(sourceOf(test.group(1)))
                        .as("%s of %s", test.group(), page.getFileName())
                        .contains(" " + test.group(2) + "(");
            }
        }
    }

    private static String sourceOf(String testClass) {
        try (var files = Files.walk(Checkout.root())) {
            return files.filter(file -> file.endsWith(testClass + ".java"))
                    .filter(file -> file.toString().contains("src/test/java"))
                    .map(Checkout::read)
                    .collect(Collectors.joining());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
