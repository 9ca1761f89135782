import Evidence
import Testing

@Suite("Evidence of a break")
struct EvidenceTests {
    @Test(
        "The upper limit of a rate is that of the tables",
        arguments: [(0, 100, 0.04501), (5, 100, 0.12585), (50, 1000, 0.06840), (1500, 30000, 0.05300), (1, 1, 1), (0, 0, 1)])
    func limit(failures: Int, episodes: Int, expected: Double) {
        #expect(abs(upperLimit(failures: failures, of: episodes) - expected) < 0.00005, "\(upperLimit(failures: failures, of: episodes))")
    }

    @Test("A likelihood ratio has a mean of 1 at the rate that is tested against, and less below it", arguments: [0.01, 0.05, 0.3])
    func mean(rate: Double) {
        /// The mean of the evidence after two steps, over all ways they can end.
        func mean(at true: Double) -> Double {
            [(false, false), (false, true), (true, false), (true, true)].reduce(0) { sum, ends in
                var evidence = BaselineEvidence(rate: rate, planned: 100)
                var probability = 1.0
                for failed in [ends.0, ends.1] {
                    evidence.add(failed: failed)
                    probability *= failed ? `true` : 1 - `true`
                }
                return sum + probability * evidence.change.value
            }
        }
        #expect(abs(mean(at: rate) - 1) < 1e-9)
        #expect(mean(at: rate / 2) < 1)
        #expect(mean(at: min(0.9, rate * 2)) > 1)
    }

    @Test("The comparison with the others has a mean of 1 at most for every rate that both have, in whatever order they come")
    func paired() {
        for rate in [0.001, 0.01, 0.05, 0.08, 0.3, 0.7] {
            for order in ["oi", "io", "oooi", "iiio", "oioi", "iioo", "oooiii", "ioioio", "ooioiioi"] {
                var mean = 0.0
                for ends in 0..<(1 << order.count) {
                    var evidence = PairedEvidence(baseline: 0.05, planned: 100)
                    var probability = 1.0
                    for (place, side) in order.enumerated() {
                        let failed = ends >> place & 1 == 1
                        probability *= failed ? rate : 1 - rate
                        if side == "o" { evidence.addOutside(failed: failed) } else { evidence.addInside(failed: failed) }
                    }
                    mean += probability * evidence.change.value
                }
                #expect(mean <= 1 + 1e-9, "\(order) at \(rate): \(mean)")
            }
        }
    }

    @Test("The weights of all starts sum to 1: evidence of nothing stays at 1")
    func weights() {
        for planned in [1, 2, 1000, 1001, 50_000] {
            var evidence = BaselineEvidence(rate: 0.5, planned: planned)
            #expect(abs(evidence.change.value - 1) < 1e-9)
            evidence.add(failed: true)
            #expect(evidence.change.value > 1)
        }
    }

    @Test("A class that breaks altogether crosses within 15 failed episodes where few are inside, and within 30 where half are")
    func broken() {
        let budget = Budget(classes: 200, groups: 40)
        var few = ClassEvidence(failures: 50, of: 1000, budget: budget.ofClass, planned: 10_000)
        var failed = 0
        while !few.isCrossed, failed < 100 {
            for other in 0..<99 { few.addOutside(failed: other % 20 == 0) }
            few.addInside(failed: true)
            failed += 1
        }
        #expect(failed <= 15, "\(failed)")
        var half = ClassEvidence(failures: 50, of: 1000, budget: budget.ofClass, planned: 10_000)
        failed = 0
        while !half.isCrossed, failed < 100 {
            half.addOutside(failed: failed % 20 == 19)
            half.addInside(failed: true)
            failed += 1
        }
        #expect(failed <= 30, "\(failed)")
    }

    @Test("When everybody fails more often at both doors, the class stays inside; when those inside alone do, it does not")
    func together() {
        for (outside, isSeen) in [(30, false), (5, true)] {
            var random = Steady(state: 7)
            var evidence = ClassEvidence(failures: 50, of: 1000, budget: 1e-6, planned: 20_000)
            for episode in 0..<4000 {
                let isBad = episode > 1000
                if episode % 2 == 0 {
                    evidence.addOutside(failed: random.next(below: 100) < (isBad ? UInt64(outside) : 5))
                } else {
                    evidence.addInside(failed: random.next(below: 100) < (isBad ? 30 : 5))
                }
                if evidence.isCrossed { break }
            }
            #expect(evidence.isCrossed == isSeen, "\(outside): \(evidence.value)")
        }
    }

    @Test("An outage of both doors pauses nobody, however few are inside")
    func outage() {
        for inside in [2, 10, 50] {
            var random = Steady(state: 11)
            var evidence = ClassEvidence(failures: 50, of: 1000, budget: 1e-6, planned: 20_000)
            for episode in 0..<3000 {
                let failed = (2000..<2100).contains(episode) || random.next(below: 100) < 5
                if random.next(below: 100) < UInt64(inside) {
                    evidence.addInside(failed: failed)
                } else {
                    evidence.addOutside(failed: failed)
                }
                #expect(!evidence.isCrossed, "\(inside) of 100 inside, at episode \(episode)")
                if evidence.isCrossed { break }
            }
        }
    }

    @Test("Where few of the class are left outside, a break is seen all the same, and one and a half times as often is not one")
    func late() {
        var random = Steady(state: 5)
        var evidence = ClassEvidence(failures: 50, of: 1000, budget: 1e-6, planned: 20_000)
        for _ in 0..<5000 { evidence.addInside(failed: random.next(below: 1000) < 75) }
        #expect(!evidence.isCrossed, "\(evidence.value)")
        for _ in 0..<300 { evidence.addInside(failed: random.next(below: 100) < 60) }
        #expect(evidence.isCrossed)
    }

    @Test("However long a break lasts, the numbers stay numbers")
    func finite() {
        var evidence = ClassEvidence(failures: 0, of: 1000, budget: 1e-6, planned: 100)
        for _ in 0..<10_000 { evidence.addInside(failed: true) }
        #expect(evidence.value.isFinite)
        for _ in 0..<10_000 { evidence.addInside(failed: false) }
        #expect(evidence.value.isFinite && evidence.value >= 0)
    }
}

/// The same numbers at every run.
struct Steady {
    var state: UInt64
    mutating func next(below limit: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % limit
    }
}
