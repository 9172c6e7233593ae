package dev.progeny.bench;

import java.util.Arrays;
import java.util.List;

/// The one statistic used: a median, which a noisy neighbour cannot move alone.
final class Statistics {
    private Statistics() {}

    /// Middle value; the mean of the two middle ones when their number is even.
    static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("median of no values; measure at least once");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
