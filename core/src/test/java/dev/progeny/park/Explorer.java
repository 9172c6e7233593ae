package dev.progeny.park;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// Walks through every interleaving of a few actors, each of which does one access to shared words
/// at a time, and any of which may die before any of them.
///
/// A state is an array of small numbers. The model is sequentially consistent: it shows that an
/// order of steps is right, given that fences keep it.
public final class Explorer {
    /// Program counter of a dead actor.
    public static final int DEAD = -1;

    private final List<Actor> actors;

    public Explorer(List<Actor> actors) {
        this.actors = actors;
    }

    /// One process.
    public interface Actor {
        /// Does the next step on the state it is given.
        ///
        /// @return false if it can do nothing: ended, asleep, or dead
        boolean step(int[] state);
    }

    /// An actor that kills another one, once, whenever it likes.
    ///
    /// @param programCounter index of the victim's program counter; it dies in any state at or
    ///     above 0
    public static Actor killerOf(int programCounter) {
        return state -> {
            boolean lives = state[programCounter] != DEAD;
            state[programCounter] = DEAD;
            return lives;
        };
    }

    /// All states from which nobody can go on.
    public List<int[]> ends(int[] start) {
        var seen = new HashSet<List<Integer>>();
        var toDo = new ArrayDeque<int[]>();
        var ends = new ArrayList<int[]>();
        toDo.add(start);
        while (!toDo.isEmpty()) {
            int[] state = toDo.remove();
            if (!seen.add(Arrays.stream(state).boxed().toList())) {
                continue;
            }
            boolean isEnd = true;
            for (var actor : actors) {
                int[] next = state.clone();
                if (actor.step(next)) {
                    isEnd = false;
                    toDo.add(next);
                }
            }
            if (isEnd) {
                ends.add(state);
            }
        }
        return ends;
    }
}
