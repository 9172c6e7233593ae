package dev.progeny.pool;

/// How an attempt of a task can fail, see [TaskOptions#withRetries(int, RetryOn...)].
public enum RetryOn {
    /// The task threw, or its result could not travel.
    EXCEPTION,
    /// Its worker died while it ran; what the task did until then may have had an effect.
    DEATH,
    /// It ran longer than its limit.
    TIMEOUT
}
