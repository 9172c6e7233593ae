package dev.progeny.bench.program;

/// The least a JVM can do: says when it reached `main`, by a clock its parent reads too.
public final class Hello {
    private Hello() {}

    public static void main(String[] arguments) {
        System.out.println(System.nanoTime());
    }
}
