/// Tests of the lock-free parts under real reorderings, with jcstress: each states which outcomes
/// of a race are acceptable, and `stress/run` hunts for the others. A jcstress test needs a named
/// package, and this is it.
@NullMarked
package dev.progeny.stress;

import org.jspecify.annotations.NullMarked;
