/// Objects to bytes and back. Knows no transport, no process and no memory.
package dev.progeny.codec;
