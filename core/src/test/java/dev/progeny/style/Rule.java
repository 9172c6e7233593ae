package dev.progeny.style;

import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;

import java.util.ArrayList;
import java.util.List;

/// Walks one Java source file and collects what it does not allow. Used for one file only.
abstract class Rule extends TreePathScanner<Void, Void> {
    private final JavaUnit unit;
    private final List<Finding> findings = new ArrayList<>();

    Rule(JavaUnit unit) {
        this.unit = unit;
    }

    final List<Finding> findings() {
        findings.clear();
        scan(unit.tree(), null);
        return List.copyOf(findings);
    }

    final JavaUnit unit() {
        return unit;
    }

    final void report(Tree where, String advice) {
        findings.add(new Finding(unit.file().path(), unit.firstLine(where), advice));
    }

    static boolean isOverride(MethodTree method) {
        return method.getModifiers().getAnnotations().stream()
                .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
    }
}
