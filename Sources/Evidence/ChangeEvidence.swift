/// Evidence of a change that may begin at any episode: a mixture of likelihood ratios over all starts so far (Shiryaev and Roberts) and over
/// all odds ratios. The start at episode j has the weight 1/(j·H), H being the sum of 1/j over the episodes planned, so that the weights
/// of all starts sum to 1. Starts beyond the plan have none.
///
/// A likelihood ratio has mean 1 at most while nothing is wrong, so the mixture is a nonnegative supermartingale that begins at 1.
/// Cost: one multiplication and one addition of eight numbers an episode.
package struct ChangeEvidence: Sendable, Equatable {
    /// For each odds ratio, the sum over the starts so far.
    private var sums = SIMD8<Double>(repeating: 0)
    private var started = 0
    /// The weight of the starts that are still to come.
    private var waiting = 1.0
    private let planned: Int
    private let norm: Double

    /// `planned` is how many steps there will be at most.
    package init(planned: Int) {
        self.planned = max(1, planned)
        norm = 1 / Self.harmonic(self.planned)
    }

    /// Takes a step in with its likelihood ratio against each odds ratio.
    mutating func advance(_ ratios: SIMD8<Double>) {
        started += 1
        if started <= planned {
            let weight = norm / Double(started)
            waiting = max(0, waiting - weight)
            sums += weight
        }
        sums *= ratios
        // Far beyond any threshold there is nothing more to learn, and the numbers stay finite.
        sums.clamp(lowerBound: SIMD8(repeating: 0), upperBound: SIMD8(repeating: 1e200))
    }

    /// What it consists of, to be stored: the sums, how many started, the weight that waits, and the plan.
    var numbers: [Double] { (0..<8).map { sums[$0] } + [Double(started), waiting, Double(planned)] }

    /// nil unless these are the numbers of one.
    init?(numbers: [Double]) {
        guard numbers.count == 11, numbers.allSatisfy({ $0.isFinite && $0 >= 0 && $0 <= 1e200 }),
            let started = Int(exactly: numbers[8]), let planned = Int(exactly: numbers[10])
        else { return nil }
        self.init(planned: planned)
        for place in 0..<8 { sums[place] = numbers[place] }
        self.started = started
        waiting = numbers[9]
    }

    /// The evidence now.
    package var value: Double { sums.sum() / 8 + waiting }

    /// 1 + 1/2 + … + 1/n: exactly for few, by Euler and Maclaurin for many.
    private static func harmonic(_ n: Int) -> Double {
        guard n > 1000 else { return (1...n).reduce(0) { $0 + 1 / Double($1) } }
        let exact = (1...1000).reduce(0) { $0 + 1 / Double($1) }
        let a = 1000.0
        let b = Double(n)
        return exact + logarithm(b / a) + 1 / (2 * b) - 1 / (2 * a) - 1 / (12 * b * b) + 1 / (12 * a * a)
    }
}
