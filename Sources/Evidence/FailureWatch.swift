/// Watches whether more fails than 1.5 times what is usual. While the true rate stays below that, the evidence exceeds 1/a at any time with a
/// probability of a at most, whatever swings there are below it within a day. What is usual may be another rate at each step, as long as it is
/// said before the step's end is known.
package struct FailureWatch: Sendable, Equatable {
    /// How many times what is usual is no news yet.
    package static let factor = 1.5
    private static let rates = 0.0005...0.9
    private var change: ChangeEvidence
    /// The likelihood ratio of twice the odds since it was 1 last: above 1, a rise may have begun then.
    package private(set) var suspicion = 1.0

    /// `planned` is how many steps there will be at most.
    package init(planned: Int) { change = ChangeEvidence(planned: planned) }

    package var value: Double { change.value }

    /// `usual` is the rate of failures that is usual.
    package mutating func add(failed: Bool, usual: Double) {
        let rate = min(Self.rates.upperBound, max(Self.rates.lowerBound, usual * Self.factor))
        let alternatives = OddsRatios.rates(from: rate)
        change.advance(failed ? alternatives / rate : (1 - alternatives) / (1 - rate))
        let twice = alternatives[1]
        suspicion = min(1e200, max(1, suspicion * (failed ? twice / rate : (1 - twice) / (1 - rate))))
    }

    /// What it consists of, to be stored.
    package var numbers: [Double] { change.numbers + [suspicion] }

    /// nil unless these are the numbers of one.
    package init?(numbers: [Double]) {
        guard let last = numbers.last, last.isFinite, last >= 1, let change = ChangeEvidence(numbers: numbers.dropLast()) else {
            return nil
        }
        self.change = change
        suspicion = last
    }
}

/// Watches whether what failed more often fails at the usual rate again.
package struct RecoveryWatch: Sendable, Equatable {
    /// What the evidence must exceed.
    private static let threshold = 1e6
    package private(set) var value: Double

    package init(value: Double = 1) { self.value = value }

    /// `usual` and `risen` are the rates of failures before the rise and in it.
    package mutating func add(failed: Bool, usual: Double, risen: Double) {
        func bounded(_ rate: Double) -> Double { min(0.999, max(0.0005, rate)) }
        let before = bounded(usual)
        let within = bounded(risen)
        value = min(1e200, max(1, value * (failed ? before / within : (1 - before) / (1 - within))))
    }

    package var isOver: Bool { value >= Self.threshold }
}
