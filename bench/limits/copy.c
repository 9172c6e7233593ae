// Copies of memory, all of it touched before. Arguments: bytes of a copy, how many copies make one
// round, and the unit: "ms" of a round or rounds "/s". Takes --millis N, prints one message.
#include "measure.h"

/// Back and forth, so that each copy reads what the one before has written.
static double sample(char *one, char *other, size_t size, int copies) {
    double begin = nanos();
    for (int i = 0; i < copies; i++) {
        memcpy(i % 2 ? one : other, i % 2 ? other : one, size);
    }
    double spent = nanos() - begin;
    if (other[0] != one[0] || other[size - 1] != one[size - 1]) {
        fprintf(stderr, "wrong copy\n");
        exit(1);
    }
    return spent;
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fprintf(stderr, "arguments: bytes, copies, unit\n");
        return 2;
    }
    size_t size = atol(argv[1]);
    int copies = atoi(argv[2]), is_rate = !strcmp(argv[3], "/s");
    double millis = millis_of(argc, argv);
    char *one = malloc(size), *other = malloc(size);
    if (!one || !other) {
        perror("copy");
        return 1;
    }
    memset(one, 1, size);
    memset(other, 2, size);
    static double samples[MOST_SAMPLES];
    int count = 0;
    sample(one, other, size, copies);
    for (double end = nanos() + millis * 1e6; count < 3 || (nanos() < end && count < MOST_SAMPLES);) {
        double spent = sample(one, other, size, copies);
        samples[count++] = is_rate ? 1e9 / spent : spent / 1e6;
    }
    report(argv[3], samples, count);
    return 0;
}
