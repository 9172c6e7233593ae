package dev.progeny.bench;

/// Which end of a unit is the good one: the lower for times and sizes, the higher for rates.
enum Better {
    LOWER("<="),
    HIGHER(">=");

    private final String sign;

    Better(String sign) {
        this.sign = sign;
    }

    /// Says whether a ratio of ours to a peer's reaches a target; reaching it exactly is enough.
    boolean meets(double ratio, double target) {
        return switch (this) {
            case LOWER -> ratio <= target;
            case HIGHER -> ratio >= target;
        };
    }

    String sign() {
        return sign;
    }
}
