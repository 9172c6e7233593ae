package dev.progeny.style;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The house of `ARCHITECTURE.md`: a package uses only packages on lower floors, and the JDK.
final class Floors {
    private static final String HOUSE = "dev.progeny.";

    /// The ground that every floor stands on: shapes of work and the exceptions. Uses nobody.
    static final String GROUND = "task";

    /// Lowest first. Packages on one floor do not know each other.
    static final List<Set<String>> FLOORS =
            List.of(
                    Set.of("os", "codec"),
                    Set.of("park", "archive"),
                    Set.of("family"),
                    Set.of("shm"),
                    Set.of("stats", "sync", "ring"),
                    Set.of("channel"),
                    Set.of("process"),
                    Set.of("pool"),
                    Set.of("manager"));

    /// Annotations that nothing needs at run time, and the package of a JDK module that jdeps does
    /// not resolve since it is optional (`requires static`).
    private static final Set<String> OPTIONAL =
            Set.of("org.jspecify.annotations", "java.lang.management", "jdk.jfr");

    private Floors() {}

    /// One class that uses another, as jdeps prints it: `from -> to  module`.
    private record Use(String from, String to, String module) {

        static Optional<Use> parse(String line) {
            String[] words = line.strip().split("\\s+", 4);
            return words.length >= 3 && words[1].equals("->") && words[0].startsWith(HOUSE)
                    ? Optional.of(new Use(words[0], words[2], words.length > 3 ? words[3] : ""))
                    : Optional.empty();
        }

        String fromPackage() {
            return packageOf(from);
        }

        String toPackage() {
            return packageOf(to);
        }

        private static String packageOf(String className) {
            return className.substring(0, className.lastIndexOf('.'));
        }
    }

    /// Checks the output of `jdeps -verbose:class -filter:none`; one finding for each pair of
    /// packages, with one use as the example.
    static List<Finding> findings(Stream<String> jdepsLines) {
        var findings = new TreeMap<String, Finding>();
        for (Use use : jdepsLines.flatMap(line -> Use.parse(line).stream()).toList()) {
            problem(use).ifPresent(advice -> findings.putIfAbsent(advice, finding(use, advice)));
        }
        return List.copyOf(findings.values());
    }

    static Map<String, Integer> floorOfEachPackage() {
        var floors = new TreeMap<String, Integer>();
        floors.put(GROUND, 0);
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                floors.put(name, floor);
            }
        }
        return floors;
    }

    private static Finding finding(Use use, String advice) {
        return new Finding(use.from(), 0, advice + " (it uses " + use.to() + ")");
    }

    private static Optional<String> problem(Use use) {
        String from = use.fromPackage();
        String to = use.toPackage();
        if (floorOf(from).isEmpty()) {
            return homeless(from);
        }
        if (!to.startsWith(HOUSE)) {
            return isOfTheJdk(use) || OPTIONAL.contains(to)
                    ? Optional.empty()
                    : Optional.of(from + " -> " + to + ": core depends on JDK modules only");
        }
        if (floorOf(to).isEmpty()) {
            return homeless(to);
        }
        int upper = floorOf(from).getAsInt();
        int lower = floorOf(to).getAsInt();
        return from.equals(to) || to.equals(HOUSE + GROUND) || lower < upper
                ? Optional.empty()
                : Optional.of(
                        from
                                + " (floor "
                                + upper
                                + ") -> "
                                + to
                                + " (floor "
                                + lower
                                + "): a package uses lower floors only; move what it needs down, or"
                                + " let the upper one hand in an interface");
    }

    private static Optional<String> homeless(String name) {
        return Optional.of(
                name
                        + " has no floor; move its classes to a package that has one, or give it a"
                        + " floor in Floors.java and in ARCHITECTURE.md");
    }

    private static OptionalInt floorOf(String name) {
        Integer floor = floorOfEachPackage().get(name.substring(HOUSE.length()));
        return floor == null ? OptionalInt.empty() : OptionalInt.of(floor);
    }

    private static boolean isOfTheJdk(Use use) {
        return use.module().matches("(java|jdk)\\.\\S+");
    }
}
