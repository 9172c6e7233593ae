/// The harness behind every figure of Progeny: rows, each with our program and its rivals, run in
/// turn as whole processes, judged by the ratio of their medians. `bench/README.md` is its manual.
@NullMarked
package dev.progeny.bench;

import org.jspecify.annotations.NullMarked;
