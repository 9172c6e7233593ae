package dev.progeny.style;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;

/// Every behaviour that the library is held to has a row in the ledger, and every test named there
/// exists.
@Tag("style")
class LedgerTest {
    /// How many behaviours there are. None goes away; a new one raises it.
    private static final int BEHAVIOURS = 337;

    @Test
    void everyRowHasATestThatExistsOrAReason() {
        var file = Repository.read(Repository.resolve("docs/conformance.md"));
        var ledger = new Ledger(file, JavaUnit.parse(Repository.sources(SourceFile::isTest)));

        var findings = ledger.findings();

        assertThat(findings).as(() -> Finding.report(findings)).isEmpty();
        assertThat(ledger.rows()).as("behaviours").hasSize(BEHAVIOURS);
    }

    @Test
    void aRowIsMetByATestOrByAReason() {
        assertThat(check("| QUE-01 | `QueueTest.keepsOrder` | both ends |")).isEmpty();
        assertThat(check("| X-QUE-01 | `QueueTest.keepsOrder`, `QueueTest.ends` | |")).isEmpty();
        assertThat(check("| QUE-01a | not on the JVM: no fork handlers | |")).isEmpty();
        assertThat(check("| QUE-01 | | |")).singleElement().asString().contains("neither");
    }

    @Test
    void aTestThatDoesNotExistIsFound() {
        assertThat(check("| QUE-01 | `AtticTest.keepsOrder` | |"))
                .singleElement()
                .asString()
                .contains("no such class");
        assertThat(check("| QUE-01 | `QueueTest.keepsItsWord` | |"))
                .singleElement()
                .asString()
                .contains("no such test method");
        assertThat(check("| QUE-01 | `QueueTest.notATest` | |")).hasSize(1);
    }

    @Test
    void aTestThatDoesNotNameTheIdIsFound() {
        assertThat(check("| QUE-02 | `QueueTest.keepsOrder` | |"))
                .singleElement()
                .asString()
                .contains("name the id");
        assertThat(check("| QUE-0 | `QueueTest.keepsOrder` | |"))
                .as("QUE-01 is another")
                .hasSize(1);
    }

    @Test
    void rowsThatStandTwiceOrAreNoRowsAreFound() {
        assertThat(check("| QUE-01 | open | |\n| QUE-01 | open | |"))
                .singleElement()
                .asString()
                .contains("twice");
        assertThat(check("| QUE-01 | open |")).singleElement().asString().contains("is no row");
        assertThat(check("|QUE-01 | open | |")).hasSize(1);
    }

    private static List<Finding> check(String rows) {
        String test =
                """
                /// Rows QUE-01 and X-QUE-01.
                class QueueTest {
                    @Test void keepsOrder() {}
                    @ParameterizedTest void ends(int capacity) {}
                    void notATest() {}
                }
                """;
        String head = "# Ledger\n\n| id | met by | note |\n|---|---|---|\n";
        var unit = JavaUnit.parse("core/src/test/java/QueueTest.java", test);
        return new Ledger(new SourceFile("docs/conformance.md", head + rows), List.of(unit))
                .findings();
    }
}
