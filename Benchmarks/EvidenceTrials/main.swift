import Evidence

func trials(_ count: Int, _ trial: Trial) async -> [Int?] {
    let begin = trial.seed &+ series &* 1_000_000_007
    return await withTaskGroup(of: [Int?].self) { group in
        for part in 0..<8 {
            group.addTask {
                stride(from: part, to: count, by: 8).map { number in
                    var one = trial
                    one.seed = begin &+ UInt64(number) &* 7919
                    return one.failuresUntilSeen()
                }
            }
        }
        return await group.reduce(into: []) { $0 += $1 }
    }
}

/// The value that this share of the runs does not exceed; a run in which nothing was seen is beyond all.
func quantile(_ runs: [Int?], _ share: Double) -> String {
    let sorted = runs.map { $0 ?? Int.max }.sorted()
    let place = min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)
    return sorted[place] == Int.max ? "never" : "\(sorted[place])"
}

func power(_ name: String, _ aim: String, _ trial: Trial, runs: Int = 2000) async {
    let found = await trials(runs, trial)
    let missed = found.count { $0 == nil }
    print("\(name): median \(quantile(found, 0.5)), 99 of 100 within \(quantile(found, 0.99)), never \(missed) of \(runs) (\(aim))")
}

let rollouts = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 250
/// Another number draws other episodes: what was chosen by one is to be looked at by another.
let series = CommandLine.arguments.dropFirst(2).first.flatMap { UInt64($0) } ?? 0

print("Failed episodes after a break until it is seen, 5 % failing before, 200 classes, 10,000 episodes inside a class")
for (share, aim) in [(0.01, 15), (0.5, 30)] {
    for good in [0, 1500] {
        await power(
            "a class that breaks altogether, \(Int(share * 100)) % inside, after \(good) good", "aim: 99 of 100 within \(aim)",
            Trial(broken: 1, good: good, share: share))
    }
    await power("5 to 20 %, \(Int(share * 100)) % inside", "aim: median 80", Trial(broken: 0.2, share: share))
}
let whole = Budget(classes: 200, groups: 40).ofWhole
for (share, aim) in [(0.01, 120), (0.5, 220)] {
    await power(
        "5 to 10 % of the whole, \(Int(share * 100)) % inside", "aim: median \(aim)",
        Trial(broken: 0.1, share: share, history: 30_000, budget: whole, planned: share < 0.1 ? 20_000 : 2_000_000), runs: 400)
}

print("\nFalse pauses of any of 200 classes in a rollout of 2,000,000 episodes inside")
/// How many rollouts of all had any class paused.
func falsePauses(_ name: String, rollouts: Int, _ trial: Trial) async {
    let found = await trials(rollouts * 200, trial)
    let perRollout = stride(from: 0, to: found.count, by: 200).count { start in found[start..<start + 200].contains { $0 != nil } }
    print("\(name): \(perRollout) of \(rollouts) rollouts (aim: under 1 of 1,000)")
}

await falsePauses("nothing breaks, 50 % inside", rollouts: rollouts, Trial(share: 0.5, planned: 10_000))
for (rate, share) in [(0.08, 0.5), (0.2, 0.5), (0.6, 0.5), (1, 0.5), (0.2, 0.1), (0.6, 0.1), (1, 0.1), (1, 0.01)] {
    await risen(to: rate, inside: share, rollouts: rate == 0.08 ? rollouts : max(1, rollouts / 4))
}

/// Everybody's rate rises, at both doors at once: the baseline was seen at 5 %. An outage of all lasts for a hundred episodes.
func risen(to rate: Double, inside share: Double, rollouts: Int) async {
    let begin = series &* 1_000_000_007 &+ 3
    let found = await withTaskGroup(of: Int.self) { group in
        for part in 0..<8 {
            group.addTask {
                stride(from: part, to: rollouts, by: 8).count { number in
                    var draw = Draw(seed: UInt64(number) &* 104_729 &+ begin)
                    return (0..<200).contains { _ in isPausedThough(&draw, rate: rate, share: share) }
                }
            }
        }
        return await group.reduce(0, +)
    }
    print("everybody fails at \(rate) at both doors, \(share) inside: \(found) of \(rollouts) rollouts (aim: under 1 of 1,000)")
}

func isPausedThough(_ draw: inout Draw, rate risen: Double, share: Double) -> Bool {
    var before = 0
    for _ in 0..<1000 where draw.happens(0.05) { before += 1 }
    var evidence = ClassEvidence(failures: before, of: 1000, budget: 0.0005 / 200, planned: 10_000)
    var inside = 0
    var episodes = 0
    while inside < 10_000, episodes < 60_000 {
        episodes += 1
        // A small rise stays, a great one is over after a hundred episodes.
        let isRisen = risen < 0.1 ? episodes > 1000 : (2000..<2100).contains(episodes % 6000)
        let rate = isRisen ? risen : 0.05
        guard draw.happens(share) else {
            evidence.addOutside(failed: draw.happens(rate))
            continue
        }
        inside += 1
        evidence.addInside(failed: draw.happens(rate))
        if evidence.isCrossed { return true }
    }
    return false
}
