/// The evidence of one class of people: against its own rate before the move, and against the same days' rate of those of it who are still
/// outside. The smaller of the two counts. Where less than a fifth of the class is outside, too few are left to compare with: from then on
/// the first alone counts, begun anew, against 1.5 times what was the rate before or was seen outside until then, whichever is more.
package struct ClassEvidence: Sendable {
    private var baseline: BaselineEvidence
    private var paired: PairedEvidence
    private var late: BaselineEvidence?
    private let planned: Int
    /// How much of the class's last episodes, about fifty, was outside.
    private var share = 1.0
    private static let memory = 50.0
    /// What the evidence must exceed. Early and late evidence have half of the budget each.
    package let threshold: Double
    package private(set) var inside = Count()
    package private(set) var outside = Count()

    package struct Count: Sendable, Equatable {
        package internal(set) var episodes = 0
        package internal(set) var failed = 0

        package init() {}

        package mutating func add(failed isFailed: Bool) {
            episodes += 1
            if isFailed { failed += 1 }
        }

        package mutating func add(_ other: Count) {
            episodes += other.episodes
            failed += other.failed
        }
    }

    /// How much more than before counts as a break where nobody is left to compare with.
    package static let lateFactor = 1.5
    /// The share outside below which nobody is left.
    package static let leastOutside = 0.2
    private static let rates = 0.0005...0.95

    /// `failures` of `episodes` before the move; `budget` is the probability of a false alarm that the class may have; `planned` episodes come
    /// inside at most.
    package init(failures: Int, of episodes: Int, budget: Double, planned: Int) {
        baseline = BaselineEvidence(rate: Self.bounded(upperLimit(failures: failures, of: episodes)), planned: planned)
        paired = PairedEvidence(baseline: Self.bounded(Double(failures) / Double(max(1, episodes))), planned: planned)
        self.planned = planned
        threshold = 2 / budget
    }

    package mutating func addOutside(failed: Bool) {
        outside.add(failed: failed)
        share += (1 - share) / Self.memory
        if late == nil { paired.addOutside(failed: failed) }
    }

    package mutating func addInside(failed: Bool) {
        inside.add(failed: failed)
        share -= share / Self.memory
        if share < Self.leastOutside || late != nil {
            if late == nil { late = beginLate() }
            late?.add(failed: failed)
        } else {
            baseline.add(failed: failed)
            paired.addInside(failed: failed)
        }
    }

    private func beginLate() -> BaselineEvidence {
        let seen = outside.episodes < Self.fewest ? 0 : upperLimit(failures: outside.failed, of: outside.episodes)
        let rate = Self.bounded(max(baseline.rate, seen) * Self.lateFactor)
        return BaselineEvidence(rate: rate, planned: max(1, planned - inside.episodes + 1))
    }

    /// Below so many episodes nothing is said of a rate.
    package static let fewest = 300

    private static func bounded(_ rate: Double) -> Double { min(rates.upperBound, max(rates.lowerBound, rate)) }

    package var value: Double { late?.change.value ?? min(baseline.change.value, paired.change.value) }

    package var isCrossed: Bool { value >= threshold }

    /// The rate that is tested against: the upper limit at 99 % of the one before, or 1.5 times that where few are left outside.
    package var rate: Double { late?.rate ?? baseline.rate }
}
