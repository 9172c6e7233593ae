package dev.progeny.bench;

/// A side needs something this machine does not have.
final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String what) {
        super(what);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
