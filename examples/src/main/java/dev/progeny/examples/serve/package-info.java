/// `progeny serve`: a server of managed objects from the command line.
@org.jspecify.annotations.NullMarked
package dev.progeny.examples.serve;
