package dev.progeny.style;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The fields of a format in shared memory, once as the comment of its class draws them and once
/// as its code lays them out.
final class LayoutTable {
    private static final Pattern ROW =
            Pattern.compile(
                    "\\s*///\\s*\\|\\s*(\\d+)\\s*\\|\\s*(\\d+)\\s*\\|\\s*`?(\\w+)`?\\s*\\|.*");

    /// A field with its place in bytes.
    record Field(String name, long offset, long size) {
        @Override
        public String toString() {
            return name + " at " + offset + " of " + size;
        }
    }

    private LayoutTable() {}

    /// The rows `/// | offset | size | field | …` of a source, in their order.
    static List<Field> drawn(String source) {
        return source.lines()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> new Field(row.group(3), number(row.group(1)), number(row.group(2))))
                .toList();
    }

    /// The named members of a layout, in their order; padding has no name and no row.
    static List<Field> laidOut(StructLayout layout) {
        var fields = new ArrayList<Field>();
        for (MemoryLayout member : layout.memberLayouts()) {
            member.name().ifPresent(name -> fields.add(field(layout, member, name)));
        }
        return fields;
    }

    private static Field field(StructLayout layout, MemoryLayout member, String name) {
        long offset = layout.byteOffset(PathElement.groupElement(name));
        return new Field(name, offset, member.byteSize());
    }

    private static long number(String digits) {
        return Long.parseLong(digits);
    }
}
