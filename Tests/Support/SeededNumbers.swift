/// Pseudo-random numbers of a seed, the same on every machine (SplitMix64).
package struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    /// Not a multiple of the step: the sequences of neighbouring seeds would be the same one, a number later.
    package init(seed: UInt64) { state = (seed ^ 0x5851_F42D_4C95_7F2D) &* 0xBF58_476D_1CE4_E5B9 }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
