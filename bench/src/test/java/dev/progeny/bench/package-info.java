/// The harness judged by itself: its arithmetic, its reading of messages, its lines.
@NullMarked
package dev.progeny.bench;

import org.jspecify.annotations.NullMarked;
