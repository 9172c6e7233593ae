/// jcstress tests of the algorithms of `dev.progeny.sync`, on plain memory. They are in its
/// package, since the algorithms are nobody else's business.
@NullMarked
package dev.progeny.sync;

import org.jspecify.annotations.NullMarked;
