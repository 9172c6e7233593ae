package dev.progeny.bench;

/// What a comparison says in one word.
enum Verdict {
    MET("met"),
    SHORT("short"),
    NO_PEER("no peer"),
    SKIPPED("skipped"),
    FAILED("failed");

    private final String text;

    Verdict(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
