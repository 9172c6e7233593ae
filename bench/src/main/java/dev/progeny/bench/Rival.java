package dev.progeny.bench;

/// What a row is compared with, and how far we must get.
///
/// @param name tells the rivals of one row apart: `pool`, `ppe`, `futex`
/// @param side how the rival's figure is found
/// @param target the bound on ours ÷ the rival's; an upper one where lower is better
record Rival(String name, Side side, double target) {}
