package dev.progeny.examples.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Snippets as pages show them, and as programs hold them.
final class Snippets {
    private static final Pattern MARK = Pattern.compile("<!-- snippet: (\\S+)#(\\S+) -->");

    private Snippets() {}

    /// A block of Java in a page.
    ///
    /// @param line where it begins, from 1
    /// @param file the program it is taken from; empty where no mark says so
    /// @param name of the region in that program
    /// @param code the block
    record Block(int line, String file, String name, String code) {}

    static List<Block> inPage(String page) {
        var blocks = new ArrayList<Block>();
        List<String> lines = page.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("```java")) {
                Matcher mark = MARK.matcher(i == 0 ? "" : lines.get(i - 1));
                boolean isMarked = mark.matches();
                int end = i + 1 + lines.subList(i + 1, lines.size()).indexOf("```");
                String code = String.join("\n", lines.subList(i + 1, end));
                String file = isMarked ? mark.group(1) : "";
                blocks.add(new Block(i + 1, file, isMarked ? mark.group(2) : "", code));
            }
        }
        return blocks;
    }

    /// A region of a program, without the indentation that all its lines have.
    static String inProgram(String program, String name) {
        Matcher region =
                Pattern.compile("(?ms)^ *// snippet: " + Pattern.quote(name) + "\n(.*?)^ *// end$")
                        .matcher(program);
        return region.find() ? region.group(1).stripTrailing().stripIndent() : "no region " + name;
    }
}
