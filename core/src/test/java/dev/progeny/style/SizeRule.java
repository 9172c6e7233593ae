package dev.progeny.style;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;

import java.util.regex.Pattern;

/// Methods that fit on a screen: their lines, their parameters, their nesting. The bounds are hard
/// stops; good code stays well below them (40 lines, 4 parameters, 3 levels).
final class SizeRule extends Rule {
    /// Calls of the kernel take a number and six words.
    private static final Pattern NATIVE =
            Pattern.compile("/dev/progeny/os/(Native|NativeCalls|LibraryCalls)\\.java$");

    static final int MOST_METHOD_LINES = 60;
    static final int MOST_PARAMETERS = 6;
    static final int MOST_NESTING = 4;

    private int depth;

    SizeRule(JavaUnit unit) {
        super(unit);
    }

    @Override
    public Void visitMethod(MethodTree method, Void ignored) {
        long lines = unit().lastLine(method) - unit().firstLine(method) + 1;
        if (lines > MOST_METHOD_LINES) {
            report(
                    method,
                    "method "
                            + method.getName()
                            + " has "
                            + lines
                            + " lines, "
                            + MOST_METHOD_LINES
                            + " is the stop; give each of its steps a method with a name");
        }
        int parameters = method.getParameters().size();
        if (parameters > MOST_PARAMETERS && !isOverride(method) && !isNative()) {
            report(
                    method,
                    "method "
                            + method.getName()
                            + " has "
                            + parameters
                            + " parameters, "
                            + MOST_PARAMETERS
                            + " is the stop; a record names what belongs together");
        }
        return afresh(() -> super.visitMethod(method, null));
    }

    /// The kernel's calls take a number and six words: a record would not make them clearer.
    private boolean isNative() {
        return NATIVE.matcher(unit().file().path()).find();
    }

    @Override
    public Void visitClass(ClassTree type, Void ignored) {
        return afresh(() -> super.visitClass(type, null));
    }

    /// `else if` is one more case, not one more level.
    @Override
    public Void visitIf(IfTree tree, Void ignored) {
        scan(tree.getCondition(), null);
        nested(tree, () -> scan(tree.getThenStatement(), null));
        if (tree.getElseStatement() instanceof IfTree next) {
            return scan(next, null);
        }
        depth++;
        scan(tree.getElseStatement(), null);
        depth--;
        return null;
    }

    @Override
    public Void visitForLoop(ForLoopTree tree, Void ignored) {
        return nested(tree, () -> super.visitForLoop(tree, null));
    }

    @Override
    public Void visitEnhancedForLoop(EnhancedForLoopTree tree, Void ignored) {
        return nested(tree, () -> super.visitEnhancedForLoop(tree, null));
    }

    @Override
    public Void visitWhileLoop(WhileLoopTree tree, Void ignored) {
        return nested(tree, () -> super.visitWhileLoop(tree, null));
    }

    @Override
    public Void visitDoWhileLoop(DoWhileLoopTree tree, Void ignored) {
        return nested(tree, () -> super.visitDoWhileLoop(tree, null));
    }

    @Override
    public Void visitSwitch(SwitchTree tree, Void ignored) {
        return nested(tree, () -> super.visitSwitch(tree, null));
    }

    @Override
    public Void visitSwitchExpression(SwitchExpressionTree tree, Void ignored) {
        return nested(tree, () -> super.visitSwitchExpression(tree, null));
    }

    @Override
    public Void visitTry(TryTree tree, Void ignored) {
        return nested(tree, () -> super.visitTry(tree, null));
    }

    @Override
    public Void visitSynchronized(SynchronizedTree tree, Void ignored) {
        return nested(tree, () -> super.visitSynchronized(tree, null));
    }

    private Void nested(Tree tree, Runnable inside) {
        depth++;
        if (depth == MOST_NESTING + 1) {
            report(
                    tree,
                    "nested deeper than "
                            + MOST_NESTING
                            + "; return early, or move the inner part to a method with a name");
        }
        inside.run();
        depth--;
        return null;
    }

    private Void afresh(Runnable inside) {
        int outside = depth;
        depth = 0;
        inside.run();
        depth = outside;
        return null;
    }
}
