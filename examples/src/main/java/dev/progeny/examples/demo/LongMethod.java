package dev.progeny.examples.demo;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A method and its length.
///
/// @param instructions how many instructions its code has
/// @param owner binary name of its class
/// @param name its name
/// @param descriptor its parameter types and result in the class file's spelling
/// @param container jar or module it was found in
record LongMethod(int instructions, String owner, String name, String descriptor, String container)
        implements Serializable {

    /// How many methods a tally keeps.
    static final int KEPT = 10;

    /// Longest first; the rest only makes the order total, so that ties fall the same way each run.
    private static final Comparator<LongMethod> ORDER =
            Comparator.comparingInt(LongMethod::instructions)
                    .reversed()
                    .thenComparing(LongMethod::signature)
                    .thenComparing(LongMethod::container);

    String signature() {
        return owner + "." + name + descriptor;
    }

    /// The longest methods, each signature once however many versions of its jar there are.
    ///
    /// Keeping the [#KEPT] longest of each part loses nothing: a method dropped in one part is
    /// beaten there by as many others as will be kept of the whole.
    static List<LongMethod> longest(Collection<LongMethod> methods) {
        List<LongMethod> kept = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (LongMethod method : methods.stream().sorted(ORDER).toList()) {
            if (kept.size() < KEPT && seen.add(method.signature())) {
                kept.add(method);
            }
        }
        return List.copyOf(kept);
    }
}
