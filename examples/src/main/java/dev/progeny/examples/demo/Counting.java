package dev.progeny.examples.demo;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/// Counts class files, one after the other, within one unit. Not for use by several threads.
final class Counting {
    private static final ClassFile PARSER =
            ClassFile.of(
                    ClassFile.DebugElementsOption.DROP_DEBUG,
                    ClassFile.LineNumbersOption.DROP_LINE_NUMBERS,
                    ClassFile.StackMapsOption.DROP_STACK_MAPS);

    private final String container;
    private Tally.Counts counts = Tally.EMPTY.counts();
    private final long[] byKind = new long[Opcode.Kind.values().length];
    private List<LongMethod> longest = List.of();
    private final List<Problem> unreadable = new ArrayList<>();

    Counting(String container) {
        this.container = container;
    }

    /// Counts one class file, or notes why it cannot be parsed; then nothing of it counts.
    void add(String where, byte[] bytes) {
        try {
            add(bytes);
        } catch (RuntimeException e) {
            // The parser promises IllegalArgumentException, but reads on demand and far from the
            // header: on damaged files others come out of it too.
            unreadable(Problem.of(where, e));
        }
    }

    void unreadable(Problem problem) {
        unreadable.add(problem);
    }

    Tally tally() {
        Tally.Counts failures = new Tally.Counts(0, 0, 0, 0, 0, unreadable.size(), 0);
        return new Tally(
                counts.plus(failures),
                Arrays.stream(byKind).boxed().toList(),
                longest,
                unreadable.stream().sorted().limit(Tally.LISTED).toList());
    }

    private void add(byte[] bytes) {
        ClassModel model = PARSER.parse(bytes);
        var _ = model.attributes(); // the end of the file, which nothing below would look at
        long[] kinds = new long[byKind.length];
        List<LongMethod> methods = new ArrayList<>(longest);
        for (MethodModel method : model.methods()) {
            int instructions = method.code().map(code -> count(code, kinds)).orElse(0);
            if (instructions > 0 && mayRank(instructions)) {
                methods.add(describe(model, method, instructions));
            }
        }
        counts = counts.plus(countsOf(model, bytes, kinds));
        for (int i = 0; i < kinds.length; i++) {
            byKind[i] += kinds[i];
        }
        if (methods.size() > longest.size()) {
            longest = LongMethod.longest(methods);
        }
    }

    private static int count(CodeModel code, long[] kinds) {
        int instructions = 0;
        for (CodeElement element : code) {
            if (element instanceof Instruction instruction) {
                kinds[Tally.index(instruction.opcode().kind())]++;
                instructions++;
            }
        }
        return instructions;
    }

    private boolean mayRank(int instructions) {
        return longest.size() < LongMethod.KEPT || instructions >= longest.getLast().instructions();
    }

    private LongMethod describe(ClassModel model, MethodModel method, int instructions) {
        return new LongMethod(
                instructions,
                model.thisClass().asInternalName().replace('/', '.'),
                method.methodName().stringValue(),
                method.methodType().stringValue(),
                container);
    }

    private static Tally.Counts countsOf(ClassModel model, byte[] bytes, long[] kinds) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        long hash = crc.getValue();
        for (long kind : kinds) {
            hash = hash * 31 + kind;
        }
        return new Tally.Counts(
                1,
                model.isModuleInfo() ? 1 : 0,
                model.methods().size(),
                model.fields().size(),
                bytes.length,
                0,
                hash);
    }
}
