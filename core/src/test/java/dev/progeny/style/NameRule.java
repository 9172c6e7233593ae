package dev.progeny.style;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;

import java.util.Set;

import javax.lang.model.element.Modifier;

/// Names that say what a thing is, not that somebody found no name for it.
final class NameRule extends Rule {
    private static final Set<String> ROOMS_FOR_ANYTHING =
            Set.of("util", "utils", "common", "impl", "helper", "helpers");
    private static final String ENDS_FOR_ANYTHING = ".+(Impl|Util|Utils|Helper|Helpers)";

    /// Names from the JDK: an access mode, or a read that is one half of an update.
    private static final String GET_OF_THE_JDK =
            "get(Acquire|Opaque|Plain|Volatile|(And|Or)[A-Z].*)";

    NameRule(JavaUnit unit) {
        super(unit);
    }

    @Override
    public Void visitPackage(PackageTree tree, Void ignored) {
        for (String segment : tree.getPackageName().toString().split("\\.", -1)) {
            if (ROOMS_FOR_ANYTHING.contains(segment)) {
                report(
                        tree,
                        "package "
                                + segment
                                + " takes in anything; put the class where its noun"
                                + " lives");
            }
        }
        return super.visitPackage(tree, null);
    }

    @Override
    public Void visitClass(ClassTree type, Void ignored) {
        String name = type.getSimpleName().toString();
        if (name.matches(ENDS_FOR_ANYTHING)) {
            report(type, "class " + name + ": name it after what it is or holds");
        }
        if (type.getKind() == Tree.Kind.INTERFACE && name.matches("I[A-Z][a-z].*")) {
            report(type, "interface " + name + ": drop the I, callers need not know");
        }
        return super.visitClass(type, null);
    }

    @Override
    public Void visitMethod(MethodTree method, Void ignored) {
        if (unit().file().isPublished() && isGetter(method) && isPublic(method)) {
            String name = method.getName().toString();
            String noun = Character.toLowerCase(name.charAt(3)) + name.substring(4);
            report(method, "method " + name + "(): call it " + noun + "(), as records do");
        }
        return super.visitMethod(method, null);
    }

    private static boolean isGetter(MethodTree method) {
        String name = method.getName().toString();
        return name.matches("get[A-Z].*")
                && !name.matches(GET_OF_THE_JDK)
                && method.getParameters().isEmpty()
                && !isOverride(method);
    }

    /// Management beans are the exception: their attributes are found by `get`.
    private boolean isPublic(MethodTree method) {
        var modifiers = method.getModifiers().getFlags();
        var type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
        boolean inInterface = type.getKind() == Tree.Kind.INTERFACE;
        boolean inBean = type.getSimpleName().toString().endsWith("MXBean");
        return !inBean
                && (modifiers.contains(Modifier.PUBLIC)
                        || (inInterface && !modifiers.contains(Modifier.PRIVATE)));
    }
}
