package dev.progeny.channel;

/// Why nothing more may be put into a queue, and its number in [QueueLayout].
enum QueueEnd {
    NONE(0, ""),
    SHUT_DOWN(1, "the queue was shut down"),
    NO_PRODUCER(2, "the queue has ended, since none of its declared producers is left"),
    NO_CONSUMER(3, "the queue has ended, since none of its declared consumers is left");

    private final int number;
    private final String fact;

    QueueEnd(int number, String fact) {
        this.number = number;
        this.fact = fact;
    }

    int number() {
        return number;
    }

    static QueueEnd of(int number) {
        return switch (number) {
            case 0 -> NONE;
            case 2 -> NO_PRODUCER;
            case 3 -> NO_CONSUMER;
            default -> SHUT_DOWN;
        };
    }

    QueueClosedException refusesPut() {
        return new QueueClosedException(fact + ": nothing more can be put", null);
    }

    QueueClosedException isEmpty() {
        return new QueueClosedException(fact + ", and is empty", null);
    }

    QueueClosedException isUnfinished() {
        return new QueueClosedException(
                fact + ": nobody will deal with what is left of its elements", null);
    }
}
