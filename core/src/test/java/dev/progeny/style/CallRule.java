package dev.progeny.style;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;

import java.util.List;

/// Calls that have a better replacement here. Where one is right all the same, a comment on its
/// line or on the line above says why, after the word of the ban: `// exits: the child is done`.
final class CallRule extends Rule {
    private static final String NO_EXCUSE = "";

    /// @param pattern what the call looks like in the source
    /// @param excuse the word that begins the comment of an allowed one, or [#NO_EXCUSE]
    /// @param advice what to do instead
    private record Ban(String pattern, String excuse, String advice) {}

    private static final List<Ban> IN_MAIN =
            List.of(
                    new Ban(
                            "(.*\\.)?(Thread|(NANO|MICRO|MILLI)?SECONDS)\\.sleep",
                            NO_EXCUSE,
                            "nothing can end a sleep early; wait through dev.progeny.park, with a"
                                    + " deadline and a peer to watch"),
                    new Ban(
                            ".*\\.printStackTrace",
                            NO_EXCUSE,
                            "throw it on, or give it to a System.Logger together with a sentence"));

    private static final List<Ban> IN_PUBLISHED =
            List.of(
                    new Ban(
                            "(.*\\.)?System\\.(out|err)",
                            "prints",
                            "stdout and stderr belong to the user; use a System.Logger named"
                                    + " dev.progeny.*"),
                    new Ban(
                            "(.*\\.)?System\\.exit",
                            "exits",
                            "a library does not end its caller's JVM; throw"));

    /// For all packages but `park` and what it stands on.
    private static final Ban PARKING =
            new Ban(
                    "(.*\\.)?LockSupport\\.park.*",
                    "parks",
                    "all waiting is in dev.progeny.park, where a dead peer ends it; wait there");

    CallRule(JavaUnit unit) {
        super(unit);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void ignored) {
        String call = tree.toString().replaceAll("\\s", "");
        if (unit().file().isMain()) {
            IN_MAIN.forEach(ban -> check(ban, call, tree));
        }
        if (unit().file().isPublished()) {
            IN_PUBLISHED.forEach(ban -> check(ban, call, tree));
            if (!unit().file().path().matches(".*/dev/progeny/(os|park)/.*")) {
                check(PARKING, call, tree);
            }
        }
        return super.visitMemberSelect(tree, null);
    }

    @Override
    public Void visitNewClass(NewClassTree tree, Void ignored) {
        String name = tree.getIdentifier().toString();
        if (unit().file().isMain()
                && name.matches(".*(Exception|Error)")
                && tree.getArguments().isEmpty()) {
            report(tree, "new " + name + "() says nothing; write fact: name=value; remedy");
        }
        return super.visitNewClass(tree, null);
    }

    @Override
    public Void visitAnnotation(AnnotationTree tree, Void ignored) {
        if (tree.getAnnotationType().toString().matches("(.*\\.)?Disabled")) {
            report(
                    tree,
                    "a disabled test proves nothing; mend it or delete it, or give it a tag or a"
                            + " condition of the platform");
        }
        return super.visitAnnotation(tree, null);
    }

    private void check(Ban ban, String call, Tree where) {
        if (call.matches(ban.pattern()) && !isExcused(ban, where)) {
            report(where, call + ": " + ban.advice());
        }
    }

    private boolean isExcused(Ban ban, Tree where) {
        int line = Math.toIntExact(unit().firstLine(where));
        var near = unit().file().lines().subList(Math.max(0, line - 2), line);
        return !ban.excuse().equals(NO_EXCUSE)
                && near.stream().anyMatch(l -> l.matches(".*// " + ban.excuse() + ": \\S.*"));
    }
}
