/// Evidence against the rate of failures that a class had before. While the true rate is the baseline's or below, each step has a mean of 1 at
/// most.
package struct BaselineEvidence: Sendable {
    package private(set) var change: ChangeEvidence
    /// The rate that is tested against.
    package let rate: Double
    private let failed: SIMD8<Double>
    private let succeeded: SIMD8<Double>

    package init(rate: Double, planned: Int) {
        self.rate = rate
        change = ChangeEvidence(planned: planned)
        let alternative = OddsRatios.rates(from: rate)
        failed = alternative / rate
        succeeded = (1 - alternative) / (1 - rate)
    }

    package mutating func add(failed isFailed: Bool) { change.advance(isFailed ? failed : succeeded) }
}
