/// Evidence that people inside fail more often than people outside do in the same days, whatever that rate is: when both rise together, there
/// is none.
///
/// Episodes are compared in blocks of some of both sides. The alternative: outside fail at the rate seen before the block, inside at that many
/// times its odds. The null: both at the rate between, weighted by the block's numbers. The ratio of the two has a mean of 1 at most for every
/// common rate (Turner and Grünwald).
///
/// Episodes outside wait in a stock until a block takes them, the newest first; those that are older than some episodes are forgotten, because what
/// was before a bad hour says nothing about it. How many a block takes is decided before their ends are looked at: by how many there are,
/// and by the evidence so far. Where few are left, each episode inside gets one; in suspicion it gets more, which says more.
package struct PairedEvidence: Sendable {
    package private(set) var change: ChangeEvidence
    /// What blocks used of those outside; it begins with the baseline's rate and the weight of some episodes.
    private var outsideFailures: Double
    private var outsideEpisodes: Double
    private var stock = Stock()
    /// Episodes inside that wait for one outside.
    private var inside = 0
    private var insideFailed = 0

    private static let weightOfBaseline = 50.0
    /// So many stay in stock while nothing is suspected.
    private static let reserve = 120
    private static let low = 60
    /// The evidence above which a block takes more of the stock.
    private static let suspicion = 3.0
    private static let ofReserve = 8

    package init(baseline rate: Double, planned: Int) {
        change = ChangeEvidence(planned: planned)
        outsideFailures = rate * Self.weightOfBaseline
        outsideEpisodes = Self.weightOfBaseline
    }

    package mutating func addOutside(failed: Bool) {
        stock.pass()
        stock.add(failed: failed)
        if inside > 1 || inside == 1 && change.value > Self.suspicion { close(with: 1) }
    }

    package mutating func addInside(failed: Bool) {
        stock.pass()
        inside += 1
        if failed { insideFailed += 1 }
        let isSuspected = change.value > Self.suspicion
        // Where the stock runs low, two inside share one outside: it must be there when it is needed.
        guard stock.count > 0, isSuspected || stock.count > Self.low || inside > 1 else { return }
        close(with: max(stock.count - Self.reserve, min(isSuspected ? Self.ofReserve : 1, stock.count)))
    }

    private mutating func close(with outside: Int) {
        let failed = stock.take(outside)
        let rate = outsideFailures / outsideEpisodes
        let alternative = OddsRatios.rates(from: rate)
        let between = (alternative * Double(inside) + rate * Double(outside)) / Double(inside + outside)
        var ratio = Self.power(rate / between, failed)
        ratio *= Self.power((1 - rate) / (1 - between), outside - failed)
        ratio *= Self.power(alternative / between, insideFailed)
        ratio *= Self.power((1 - alternative) / (1 - between), inside - insideFailed)
        change.advance(ratio)
        outsideFailures += Double(failed)
        outsideEpisodes += Double(outside)
        inside = 0
        insideFailed = 0
    }

    private static func power(_ base: SIMD8<Double>, _ exponent: Int) -> SIMD8<Double> {
        switch exponent {
        case 0: SIMD8(repeating: 1)
        case 1: base
        default: base.raised(to: Double(exponent))
        }
    }
}

/// The last episodes outside that no block has taken, and how many episodes ago they came. What is older than 300 episodes is forgotten.
private struct Stock: Sendable {
    /// Newest last.
    private var ends: [(failed: Bool, place: Int)] = []
    private var place = 0
    private static let window = 300

    var count: Int { ends.count }

    /// One more episode of either side.
    mutating func pass() {
        place += 1
        if let first = ends.first, place - first.place > Self.window { ends.removeFirst() }
    }

    mutating func add(failed isFailed: Bool) { ends.append((isFailed, place)) }

    /// Takes so many of the newest. Returns how many of them failed.
    mutating func take(_ number: Int) -> Int {
        var found = 0
        for _ in 0..<min(number, ends.count) where ends.removeLast().failed { found += 1 }
        return found
    }
}
