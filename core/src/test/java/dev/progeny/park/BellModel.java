package dev.progeny.park;

/// Steps of [Doorbell], one access to its word each, for models that use one.
public final class BellModel {
    /// Where a ringer goes from its last step.
    public static final int RUNG = -2;

    private static final int LOOK = 0;
    private static final int COUNT = 1;

    private BellModel() {}

    /// One step of `ring()`.
    ///
    /// @param at where it is: 0 look at the bit, 1 clear and count, 2 wake
    /// @param state `word` is the bell's word, `word + 1` whether a waiter sleeps
    /// @param word index of the bell
    /// @return where it is next, or RUNG; what it saw is not kept, since only ringers clear the bit
    public static int ring(int at, int[] state, int word) {
        boolean isBitSet = (state[word] & 1) == 1;
        switch (at) {
            case LOOK -> {
                return isBitSet ? COUNT : RUNG;
            }
            case COUNT -> {
                if (!isBitSet) {
                    return RUNG; // another ringer was faster
                }
                state[word]++;
                return COUNT + 1;
            }
            default -> {
                state[word + 1] = 0;
                return RUNG;
            }
        }
    }

    /// Sets the bit.
    ///
    /// @return the word as the sleeper expects it
    public static int announce(int[] state, int word) {
        state[word] |= 1;
        return state[word];
    }

    /// What the kernel does.
    ///
    /// @return whether the waiter sleeps now
    public static boolean sleep(int[] state, int word, int expected) {
        state[word + 1] = state[word] == expected ? 1 : 0;
        return state[word + 1] == 1;
    }
}
