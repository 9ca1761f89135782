internal import Evidence

/// The evidence of every class of one product, and of the groups of classes and the whole. It is a function of the counted episodes in their
/// order and of what the operator released, so that a restart, or another process, comes to the same.
struct EvidenceBook: Sendable {
    /// A class or a group that is tested.
    struct Unit: Sendable {
        let whom: EpisodeClass
        let budget: Double
        let before: ClassEvidence.Count
        var evidence: ClassEvidence

        init(_ whom: EpisodeClass, budget: Double, before: ClassEvidence.Count, planned: Int) {
            self.whom = whom
            self.budget = budget
            self.before = before
            evidence = ClassEvidence(failures: before.failed, of: before.episodes, budget: budget, planned: planned)
        }
    }

    /// How many episodes inside are planned at most.
    let planned: Int
    /// The last episode that was taken in.
    private(set) var number: Int64 = 0
    private(set) var units: [Unit] = []
    /// Episodes outside before the first one inside.
    private var before: [EpisodeClass: ClassEvidence.Count] = [:]
    /// After which episode the evidence of a class begins anew.
    private let releases: [(whom: EpisodeClass, number: Int64)]

    init(planned: Int, releases: [(whom: EpisodeClass, number: Int64)]) {
        self.planned = planned
        self.releases = releases.sorted { $0.number < $1.number }
    }

    /// Takes an episode in. Returns the units that exceed what they may.
    mutating func add(_ episode: CountedEpisode) -> [Unit] {
        number = episode.number
        defer { release() }
        guard episode.isInside || !units.isEmpty else {
            before[episode.whom, default: .init()].add(failed: episode.failed)
            return []
        }
        if units.isEmpty { begin() }
        var crossed: [Unit] = []
        for place in units.indices where units[place].whom.contains(episode.whom) {
            if episode.isInside {
                units[place].evidence.addInside(failed: episode.failed)
                if units[place].evidence.isCrossed, !isReleased(units[place].whom) { crossed.append(units[place]) }
            } else {
                units[place].evidence.addOutside(failed: episode.failed)
            }
        }
        return crossed
    }

    /// Whether what crosses now was paused before, and released later on.
    private func isReleased(_ whom: EpisodeClass) -> Bool { releases.contains { $0.whom == whom && $0.number >= number } }

    /// Begins the evidence of those anew that were released after this episode.
    private mutating func release() {
        for release in releases where release.number == number {
            for place in units.indices where units[place].whom == release.whom {
                let unit = units[place]
                units[place] = Unit(unit.whom, budget: unit.budget, before: unit.before, planned: planned)
            }
        }
    }

    /// The first of the product is inside: what was seen outside until now is what everybody is compared with. A class of which too little was
    /// seen is tested within its groups alone.
    private mutating func begin() {
        var counts = before
        for (whom, count) in before { for group in whom.groups { counts[group, default: .init()].add(count) } }
        let classes = before.filter { $0.value.episodes >= ClassEvidence.fewest }.keys
        let groups = counts.keys.filter { before[$0] == nil && (counts[$0]?.episodes ?? 0) >= ClassEvidence.fewest }
        let budget = Budget(classes: classes.count, groups: groups.count)
        let all = before.values.reduce(into: ClassEvidence.Count()) { $0.add($1) }
        let ordered = { (some: any Sequence<EpisodeClass>) in some.sorted { $0.words < $1.words } }
        units =
            [Unit(.whole, budget: budget.ofWhole, before: all, planned: planned)]
            + ordered(groups).map { Unit($0, budget: budget.ofGroup, before: counts[$0] ?? .init(), planned: planned) }
            + ordered(classes).map { Unit($0, budget: budget.ofClass, before: before[$0] ?? .init(), planned: planned) }
    }
}
