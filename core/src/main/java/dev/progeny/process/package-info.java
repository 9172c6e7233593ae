/// Children: start a JVM for one task, hear its result, know how it ended, end it.
///
/// **Role.** [ChildProcess] runs a task in a JVM of its own and keeps two things apart: what the
/// task *said* ([ChildProcess#result]) and how the process *ended* ([ChildProcess#onExit]).
///
///     parent                                     child
///     ChildProcess.start
///       encode the task ---- LAUNCH -----------> boot, decode
///       result() pending <--- STARTED ---------- call the task
///       result() done    <--- RETURNED / THREW - leave: run hooks, end
///       onExit() done    <=== wait status ====== gone
///
/// The messages are [BootProtocol]; they travel on a private channel, never on standard streams.
///
/// **Promises.** A result completes exactly once, also when the child is killed, exits 0 in the
/// middle of its task, or never starts. A child ends within a second of its parent's death. A
/// parent's normal end waits for its children that are not daemons, as it would for threads;
/// `System.exit` and signals end all of them. Nothing is left behind.
///
/// **What a child inherits**: class path or module path, environment (without the variables from
/// which a JVM reads options), working directory, and those JVM options that change the meaning of
/// code: `-D`, `-ea`, `--add-opens` and the like, `--enable-native-access`. Not heap sizes, agents
/// or collectors. What the task captures travels by value.
///
/// **Threads.** All types are safe for use by several threads. Callbacks of futures run on virtual
/// threads of the library, where they may block.
///
/// **Death.** The system tells of a child's end at once; whoever waits sees it in milliseconds.
package dev.progeny.process;
