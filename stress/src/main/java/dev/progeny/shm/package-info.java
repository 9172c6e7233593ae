/// jcstress tests of what `dev.progeny.shm` does without a lock, on plain memory. They are in its
/// package, since that is nobody else's business.
@NullMarked
package dev.progeny.shm;

import org.jspecify.annotations.NullMarked;
