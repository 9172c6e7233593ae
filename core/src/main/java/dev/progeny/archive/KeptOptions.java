package dev.progeny.archive;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Sorts the options of a child's JVM: those that an archive must have been made with, those that
/// it need not know, and all others, with which there is no archive. So an option that nobody
/// thought of costs a few milliseconds, and not a start.
final class KeptOptions {
    /// An archive is good for the very same ones only, see docs/adr/0030.
    private static final List<String> KEPT =
            List.of(
                    "-Djdk.reflect.useNativeAccessorOnly=",
                    "--add-opens=",
                    "--add-exports=",
                    "--add-reads=",
                    "--add-modules=",
                    "--enable-preview",
                    "--enable-native-access=",
                    "--sun-misc-unsafe-memory-access=",
                    "-esa",
                    "-dsa",
                    "-enablesystemassertions",
                    "-disablesystemassertions");

    /// Change which classes there are, or who loads them.
    private static final List<String> REFUSED =
            List.of(
                    "-Djava.system.class.loader=",
                    "-Djava.home=",
                    "-Djava.class.path=",
                    "-Djdk.module.",
                    "-XX:+UseZGC");

    private static final List<String> HARMLESS =
            List.of(
                    "-D",
                    "-ea",
                    "-da",
                    "-enableassertions",
                    "-disableassertions",
                    "-Xlog:",
                    "-Xms",
                    "-Xmn",
                    "-Xss",
                    "-XX:+UseSerialGC",
                    "-XX:+UseParallelGC",
                    "-XX:+UseG1GC",
                    "-XX:ErrorFile=",
                    "-XX:ActiveProcessorCount=",
                    "-XX:+UsePerfData",
                    "-XX:-UsePerfData",
                    "-XX:TieredStopAtLevel=",
                    "-XX:MaxDirectMemorySize=",
                    "-XX:NativeMemoryTracking=",
                    "-XX:+HeapDumpOnOutOfMemoryError",
                    "-XX:HeapDumpPath=",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:+CrashOnOutOfMemoryError");

    private static final String HEAP = "-Xmx";

    /// From 32 GB on references are not compressed, and an archive is refused.
    private static final long LARGEST_HEAP = 30L << 30;

    private KeptOptions() {}

    /// The options that an archive must match.
    ///
    /// @return null where a child with these options is not to have an archive
    static @Nullable List<String> of(List<String> options) {
        var kept = new ArrayList<String>();
        for (String option : options) {
            if (startsWithAny(option, REFUSED)) {
                return null;
            }
            if (startsWithAny(option, KEPT)) {
                kept.add(option);
            } else if (!startsWithAny(option, HARMLESS) && !isSmallHeap(option)) {
                return null;
            }
        }
        return kept;
    }

    private static boolean startsWithAny(String option, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (option.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSmallHeap(String option) {
        return option.startsWith(HEAP) && bytesOf(option.substring(HEAP.length())) < LARGEST_HEAP;
    }

    /// As the JVM reads it: digits and a unit.
    ///
    /// @return very much where it is not understood
    private static long bytesOf(String text) {
        int unit = text.isEmpty() ? -1 : "kmgt".indexOf(Character.toLowerCase(last(text)));
        try {
            long number = Long.parseLong(unit < 0 ? text : text.substring(0, text.length() - 1));
            return Math.multiplyExact(number, 1L << (10 * (unit + 1)));
        } catch (NumberFormatException | ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private static char last(String text) {
        return text.charAt(text.length() - 1);
    }
}
