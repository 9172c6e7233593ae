package dev.progeny.manager;

import dev.progeny.task.RemoteBiConsumer;
import dev.progeny.task.RemoteBiFunction;
import dev.progeny.task.RemoteMapper;
import dev.progeny.task.RemotePredicate;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;

/// A map that lives in another process. Keys keep the order in which they came; neither keys nor
/// values are null.
///
/// **Each method is one call, and atomic.** A function that is written as a lambda where the map is
/// a `RemoteMap` travels and runs at the server, in the map's turn: `counts.merge("a", 1,
/// Integer::sum)` never loses a count. It works on the server's copies: what it changes of captured
/// objects is lost. Through a variable of type [Map] a lambda does not travel; then the function
/// runs here, and its result is written only if nobody was faster, else it runs again, as
/// [ConcurrentMap]'s own methods do it.
///
/// **Values are copies.** Changing one that [#get] gave changes nothing in the map; use [#compute].
///
/// **Views and iterators.** [#keySet], [#values] and [#entrySet] write through. Iterating takes a
/// snapshot, in one call, at the first step; what is changed afterwards is not seen, and is never
/// an error. Prefer [#snapshot] where several things are to fit together.
///
/// @param <K> type of the keys
/// @param <V> type of the values
public interface RemoteMap<K, V> extends ConcurrentMap<K, V>, RemoteObject {

    /// Merges a value into the map, at the server.
    ///
    /// @param key the key
    /// @param value what there is to be if the key is new
    /// @param function of the old and the given value; null removes the key
    /// @return the new value, or null if there is none
    @Nullable V merge(K key, V value, RemoteBiFunction<? super V, ? super V, ? extends V> function);

    /// Computes a value, at the server.
    ///
    /// @param key the key
    /// @param function of the key and the old value, which is null for a new key; null removes it
    /// @return the new value, or null if there is none
    @Nullable V compute(K key, RemoteBiFunction<? super K, ? super V, ? extends V> function);

    /// Computes a value for a key that has one, at the server.
    ///
    /// @param key the key
    /// @param function of the key and the old value; null removes the key
    /// @return the new value, or null if there is none
    @Nullable V computeIfPresent(
            K key, RemoteBiFunction<? super K, ? super V, ? extends V> function);

    /// Computes a value for a key that has none, at the server.
    ///
    /// @param key the key
    /// @param function of the key; null leaves the key out
    /// @return the value that is there now, or null if there is none
    @Nullable V computeIfAbsent(K key, RemoteMapper<? super K, ? extends V> function);

    /// Replaces all values, at the server, in one turn.
    ///
    /// @param function of key and old value
    void replaceAll(RemoteBiFunction<? super K, ? super V, ? extends V> function);

    /// Does something with each entry, **at the server**, in one turn. For something that is to
    /// happen here, use `snapshot().forEach`.
    ///
    /// @param action of key and value
    void forEach(RemoteBiConsumer<? super K, ? super V> action);

    /// Removes entries, at the server, in one turn.
    ///
    /// @param filter which
    /// @return whether there were any
    boolean removeIf(RemotePredicate<? super Map.Entry<K, V>> filter);

    /// Takes the entry that came last, as Python's `popitem` does.
    ///
    /// @return empty if the map is
    Optional<Map.Entry<K, V>> pollLast();

    /// A copy of all there is, at one moment.
    ///
    /// @return a map of this process
    Map<K, V> snapshot();
}
