internal import Evidence

/// A class during a move, drawn episode by episode.
struct Trial {
    var rate = 0.05
    /// The rate of those inside after the break.
    var broken = 0.05
    /// How many episodes inside are good before it breaks.
    var good = 0
    var share = 0.5
    var history = 1000
    var budget = 0.0005 / 200
    var planned = 10_000
    var seed: UInt64 = 1

    /// How many failed after the break until it was seen; nil if it was not within the plan.
    func failuresUntilSeen() -> Int? {
        var draw = Draw(seed: seed)
        var before = 0
        for _ in 0..<history where draw.happens(rate) { before += 1 }
        var evidence = ClassEvidence(failures: before, of: history, budget: budget, planned: planned)
        // The phase begins in the middle of ordinary days.
        for _ in 0..<100 { evidence.addOutside(failed: draw.happens(rate)) }
        var failed = 0
        var inside = 0
        while inside < planned {
            guard draw.happens(share) else {
                evidence.addOutside(failed: draw.happens(rate))
                continue
            }
            inside += 1
            let isFailed = draw.happens(inside > good ? broken : rate)
            evidence.addInside(failed: isFailed)
            if inside > good, isFailed { failed += 1 }
            if evidence.isCrossed { return failed }
        }
        return nil
    }
}
