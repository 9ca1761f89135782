/// How many times the odds of failing are those of the baseline, in the breaks that are looked for. The evidence is the mean over all of them,
/// which costs the logarithm of their number.
package enum OddsRatios {
    package static let all = SIMD8<Double>(1.5, 2, 3, 5, 12, 40, 130, 400)

    /// The rate of failures where the odds are that many times those of `rate`.
    static func rates(from rate: Double) -> SIMD8<Double> {
        let odds = all * (rate / (1 - rate))
        return odds / (1 + odds)
    }
}
