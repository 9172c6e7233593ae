package dev.progeny.manager;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;

/// A queue that lives in another process: for clients anywhere, where a
/// [dev.progeny.channel.SharedQueue] is for the processes of a family. Elements are copies and not
/// null; a proxy is an element like any other.
///
/// An interrupt or a deadline ends a wait and loses nothing: the server says whether an element was
/// taken. A client that has died, or was cut off, takes nothing from when the server knows of it;
/// what it had taken is gone with it, and so is an element whose answer was on its way.
/// Iterating walks over a copy; `remove(Object)` and the like are one call each.
///
/// @param <E> type of the elements
public interface RemoteQueue<E> extends BlockingQueue<E>, RemoteObject {

    /// Puts an element, waiting for room for some time.
    ///
    /// @param element not null
    /// @param timeout the longest wait; zero or negative does not wait
    /// @return false if there was no room in time
    /// @throws InterruptedException if interrupted; then nothing was put, unless the server did not
    ///     answer within a second: then it may have been
    boolean offer(E element, Duration timeout) throws InterruptedException;

    /// Takes an element, waiting for it for some time.
    ///
    /// @param timeout the longest wait; zero or negative does not wait
    /// @return the element; null if there was none in time
    /// @throws InterruptedException if interrupted; then nothing was taken
    @org.jspecify.annotations.Nullable
    E poll(Duration timeout) throws InterruptedException;

    /// Says that what was taken has been dealt with, for [#joinTasks].
    ///
    /// @throws IllegalStateException if it is said more often than something was put
    void taskDone();

    /// Waits until all that was put has been dealt with.
    ///
    /// @param timeout the longest wait
    /// @return false if the time was over first
    /// @throws InterruptedException if interrupted
    boolean joinTasks(Duration timeout) throws InterruptedException;
}
