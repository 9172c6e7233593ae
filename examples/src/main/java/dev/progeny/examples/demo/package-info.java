/// The main job: read every class of a machine in worker processes, and count what is in it.
///
/// Data flows one way. [Discovery] lists jars and modules once and cuts them into [WorkUnit]s; a
/// [Pass] hands these to a pool of workers, where [ClassAnalysis] turns each into a [Tally]; the
/// tallies are merged in the parent, in any order, to one; [Report] prints it.
@org.jspecify.annotations.NullMarked
package dev.progeny.examples.demo;
