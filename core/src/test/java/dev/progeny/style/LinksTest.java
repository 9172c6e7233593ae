package dev.progeny.style;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Links between the documents lead somewhere.
@Tag("style")
class LinksTest {
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```|`[^`\n]*`");
    private static final Pattern RELATIVE = Pattern.compile("\\]\\((?!\\w+:|#)([^)#\\s]+)[^)]*\\)");

    @Test
    void relativeLinksLeadToFiles() {
        List<String> broken =
                Repository.sources(SourceFile::isProse).stream()
                        .flatMap(file -> broken(file).stream())
                        .toList();

        assertThat(broken).as("links to files that do not exist").isEmpty();
    }

    @Test
    void aBrokenLinkIsFoundAndOthersAreNot() {
        String text =
                """
                [here](LICENSE) [there](docs/nowhere.md#part) [out](https://example.org) [up](#top)
                `[code](no.md)`
                ```java
                f[0](no.md)
                ```
                """;

        assertThat(broken(new SourceFile("PLANTED.md", text)))
                .containsExactly("PLANTED.md -> docs/nowhere.md");
    }

    private static List<String> broken(SourceFile file) {
        Path folder = Repository.resolve(file.path()).getParent();
        String prose = CODE.matcher(file.text()).replaceAll("");
        return RELATIVE.matcher(prose)
                .results()
                .map(link -> link.group(1))
                .filter(target -> !Files.exists(folder.resolve(target)))
                .map(target -> file.path() + " -> " + target)
                .toList();
    }
}
