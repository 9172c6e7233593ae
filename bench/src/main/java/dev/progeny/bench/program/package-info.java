/// Our side of each row, and the limits written in Java: programs that warm up, measure for as long
/// as they are told, check what came out and print one line of JSON. They know nothing of the
/// harness that starts them; each can be run by hand.
@NullMarked
package dev.progeny.bench.program;

import org.jspecify.annotations.NullMarked;
