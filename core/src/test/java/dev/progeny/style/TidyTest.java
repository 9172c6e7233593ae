package dev.progeny.style;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Every file of the repository keeps the rules of the house.
@Tag("style")
class TidyTest {

    @Test
    void everyTextIsOfReadableSizeAndHasNoOpenEnds() {
        var files = Repository.sources(file -> true);
        assertThat(files).as("files found").hasSizeGreaterThan(10);

        var findings = files.stream().flatMap(file -> TextRule.findings(file).stream()).toList();

        assertThat(findings).as(() -> Finding.report(findings)).isEmpty();
    }

    /// Shipped, so that nobody needs a compiler: `NativeCodeTest` builds it anew and compares.
    private static final Set<String> CHECKED_BY_A_TEST_OF_THEIR_OWN =
            Set.of(
                    "core/src/main/resources/dev/progeny/os/calls-linux-x86-64.so",
                    "core/src/main/resources/dev/progeny/os/forking-linux-x86-64.so");

    @Test
    void everyJavaFileKeepsTheRulesOfSizeNameAndCall() {
        var findings = new ArrayList<Finding>();
        for (JavaUnit unit : JavaUnit.parse(Repository.sources(SourceFile::isJava))) {
            findings.addAll(new SizeRule(unit).findings());
            findings.addAll(new NameRule(unit).findings());
            findings.addAll(new CallRule(unit).findings());
        }

        assertThat(findings).as(() -> Finding.report(findings)).isEmpty();
    }

    @Test
    void buildOutputStaysInTarget() {
        List<String> built =
                Repository.files().stream()
                        .map(Repository::relative)
                        .filter(path -> path.matches(".*\\.(class|jar|so|dll|dylib|o|jsa|aot|pyc)"))
                        .filter(path -> !CHECKED_BY_A_TEST_OF_THEIR_OWN.contains(path))
                        .toList();

        assertThat(built)
                .as("built files beside sources: delete them, target/ is theirs")
                .isEmpty();
    }
}
