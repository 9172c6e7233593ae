/// Archives of loaded classes, made and kept for the children of this user.
///
/// **Role.** A JVM that boots from an archive (an *AOT cache* of the JDK) finds Progeny's classes
/// parsed, verified and linked. This package decides whether a child is given one, has it made once
/// children of a kind are started again and again, and keeps it in the user's cache directory. It
/// does not know what a child is: [dev.progeny.archive.Recipe] tells what a command consists of and
/// what to run for the recording.
///
///     start of a child               in the background, at low priority
///     Archives.optionsFor
///       ArchiveKey: what must match
///       Cache.find  -- there ------> -XX:AOTCache=<file>
///                   -- not there --> plain; after some starts: Training
///                                      record  the boot of a child, into a configuration
///                                      create  the archive from it
///                                      check   a child boots from it, and answers right
///                                    Cache.publish: checksum into the name, rename
///
/// **Promises.** An archive is never why a start fails, or a result is wrong: what is missing,
/// foreign, damaged, or made for something else is not used, and then a child boots as it would
/// without. It holds classes of the JDK and of the library's jar alone, never the user's, so no
/// user's class can be stale in it. Nothing is printed.
///
/// **What must match** ([ArchiveKey]): the JDK's files, the library's jar (path, size, times and
/// inode: the JVM itself does not look), the options that change what is loaded, the back end.
///
/// **Files**, in a directory of mode 0700 that is this user's and no link, else nothing is done:
///
/// | name                  | what it is                                            |
/// |-----------------------|-------------------------------------------------------|
/// | `<key>-<checksum>.aot` | an archive, 10 to 20 MB; complete from its first moment |
/// | `<key>.training`      | a directory: somebody makes it now                    |
/// | `<key>.failed`        | it could not be made; tried again after a week        |
///
/// The oldest are removed when all are more than the limit.
///
/// **When a process dies.** The shell that runs a training looks for its parent ten times a second,
/// and takes the JVM it runs and its files along. Where it was killed too, the next training
/// removes what it left.
package dev.progeny.archive;
