package dev.progeny.style;

import com.sun.source.tree.MethodTree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The ledger of conformance, `docs/conformance.md`: for each behaviour that the library is held
/// to, the test that shows it or the reason why it is not shown.
final class Ledger {
    /// Whether a row may still say `open`. The last issue before 1.0 sets it to false.
    static final boolean MAY_BE_OPEN = true;

    private static final String ID = "[A-Z]+(-[A-Z]+)?-[0-9]+[a-z]?";
    private static final Pattern TABLE_ROW =
            Pattern.compile("^\\| *([^|]*?) *\\|([^|]*)\\|([^|]*)\\|$");
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+)`");

    /// One line of it.
    ///
    /// @param line its number, from 1
    /// @param metBy tests as `Class.method` in backticks, or a reason
    record Row(int line, String id, String metBy) {

        List<MatchResult> tests() {
            return TEST.matcher(metBy).results().toList();
        }
    }

    private final SourceFile file;
    private final Map<String, JavaUnit> testClasses = new HashMap<>();

    Ledger(SourceFile file, List<JavaUnit> tests) {
        this.file = file;
        for (JavaUnit unit : tests) {
            testClasses.put(unit.file().fileName().replace(".java", ""), unit);
        }
    }

    List<Row> rows() {
        var rows = new ArrayList<Row>();
        var lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            var row = TABLE_ROW.matcher(lines.get(i));
            if (row.matches() && row.group(1).matches(ID)) {
                rows.add(new Row(i + 1, row.group(1), row.group(2).strip()));
            }
        }
        return rows;
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>(malformed());
        Set<String> seen = new HashSet<>();
        for (Row row : rows()) {
            if (!seen.add(row.id())) {
                findings.add(finding(row, "stands here twice; merge the two rows"));
            }
            if (row.metBy().isEmpty()) {
                findings.add(finding(row, "has neither a test nor a reason; write one"));
            }
            if (row.metBy().equals("open") && !MAY_BE_OPEN) {
                findings.add(finding(row, "is still open; write its test, or the reason"));
            }
            for (MatchResult test : row.tests()) {
                checkTest(row, test.group(1), test.group(2), findings);
            }
        }
        return findings;
    }

    /// Lines that look like a row to a reader but not to this class.
    private List<Finding> malformed() {
        var findings = new ArrayList<Finding>();
        var lines = file.lines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean isRow =
                    line.matches("^\\| " + ID + " \\|.*") && TABLE_ROW.matcher(line).matches();
            if (line.matches("\\W*" + ID + "\\b.*\\|.*") && !isRow) {
                findings.add(
                        new Finding(file.path(), i + 1, "is no row; write | id | met by | note |"));
            }
        }
        return findings;
    }

    private void checkTest(Row row, String className, String method, List<Finding> findings) {
        String test = className + "." + method;
        JavaUnit unit = testClasses.get(className);
        if (unit == null) {
            findings.add(finding(row, test + ": no such class under src/test/java"));
        } else if (!TestMethods.of(unit).contains(method)) {
            findings.add(
                    finding(row, test + ": " + unit.file().path() + " has no such test method"));
        } else if (!Pattern.compile("\\b" + row.id() + "\\b").matcher(unit.file().text()).find()) {
            findings.add(
                    finding(row, test + ": name the id in a comment of " + unit.file().path()));
        }
    }

    private Finding finding(Row row, String advice) {
        return new Finding(file.path(), row.line(), row.id() + " " + advice);
    }

    /// Collects the names of the methods of a class that JUnit runs.
    private static final class TestMethods extends Rule {
        private static final Set<String> ANNOTATIONS =
                Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate");

        private final Set<String> names = new HashSet<>();

        private TestMethods(JavaUnit unit) {
            super(unit);
        }

        static Set<String> of(JavaUnit unit) {
            var methods = new TestMethods(unit);
            methods.findings();
            return methods.names;
        }

        @Override
        public Void visitMethod(MethodTree method, Void ignored) {
            boolean isTest =
                    method.getModifiers().getAnnotations().stream()
                            .anyMatch(a -> ANNOTATIONS.contains(a.getAnnotationType().toString()));
            if (isTest) {
                names.add(method.getName().toString());
            }
            return super.visitMethod(method, null);
        }
    }
}
