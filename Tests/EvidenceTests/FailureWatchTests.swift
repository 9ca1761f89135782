import Evidence
import Testing

/// Draws of fixed series, so that each run draws the same.
private struct Days {
    var random: Steady
    let perDay: Int
    /// How far the rate swings within a day, as a share of it.
    let swing: Double

    mutating func end(_ number: Int, rate: Double) -> Bool {
        let hour = Double(number % perDay) / Double(perDay)
        // A swing that is as long above the rate as below it.
        let now = rate * (hour < 0.5 ? 1 + swing : 1 - swing)
        return Double(random.next(below: 1_000_000)) < now * 1_000_000
    }
}

@Suite("A rise of failures above what is usual")
struct FailureWatchTests {
    /// The threshold of an account with twenty series.
    private static let threshold = 2000.0

    private func usual(_ days: inout Days, rate: Double) -> Double {
        let total = 28 * days.perDay
        var failed = 0
        for number in 0..<total where days.end(number, rate: rate) { failed += 1 }
        return upperLimit(failures: failed, of: total)
    }

    @Test(
        "From 5 to 20 per cent is noticed within 100 failed messages in the middle, with swings within the day", arguments: [20, 200, 2000])
    func power(perDay: Int) {
        let found = (0..<60).map { trial -> Int in
            var days = Days(random: Steady(state: UInt64(trial) &* 7919 &+ 11), perDay: perDay, swing: 0.4)
            let rate = usual(&days, rate: 0.05)
            var watch = FailureWatch(planned: 365 * perDay)
            let quiet = trial * perDay / 20
            var failed = 0
            for number in 0..<(quiet + 20_000) {
                let isBroken = number >= quiet
                let end = days.end(number, rate: isBroken ? 0.2 : 0.05)
                if isBroken, end { failed += 1 }
                watch.add(failed: end, usual: rate)
                if watch.value >= Self.threshold { return isBroken ? failed : -1 }
            }
            return Int.max
        }.sorted()
        #expect(found.first != -1, "no alarm while nothing was broken")
        #expect(found[30] <= 100, "the median of \(found)")
    }

    @Test("A year of twenty series with swings within the day raises no alarm, in each of ten accounts")
    func falseAlarms() async {
        for account in 0..<10 {
            for series in 0..<20 {
                // Other tests go on meanwhile.
                await Task.yield()
                var days = Days(random: Steady(state: UInt64(account * 20 + series) &* 104_729 &+ 5), perDay: 40, swing: 0.4)
                let rate = usual(&days, rate: 0.05)
                var watch = FailureWatch(planned: 365 * 40)
                for number in 0..<(365 * 40) {
                    watch.add(failed: days.end(number, rate: 0.05), usual: rate)
                    #expect(watch.value < Self.threshold)
                }
            }
        }
    }

    @Test("What was stored goes on as if it had never been stored")
    func stored() throws {
        var watch = FailureWatch(planned: 500)
        for number in 0..<90 { watch.add(failed: number % 7 == 0, usual: 0.05) }
        let words = watch.numbers.map { "\($0)" }
        var read = try #require(FailureWatch(numbers: words.compactMap { Double($0) }))
        #expect(read == watch)
        watch.add(failed: true, usual: 0.05)
        read.add(failed: true, usual: 0.05)
        #expect(read == watch)
        #expect(FailureWatch(numbers: [1, 2]) == nil && FailureWatch(numbers: Array(repeating: .nan, count: 12)) == nil)
    }

    @Test("It is over once it fails at the usual rate again, and not before")
    func recovery() {
        var days = Days(random: Steady(state: 3), perDay: 100, swing: 0)
        var watch = RecoveryWatch()
        for number in 0..<5000 { watch.add(failed: days.end(number, rate: 0.2), usual: 0.05, risen: 0.2) }
        #expect(!watch.isOver)
        var steps = 0
        while !watch.isOver, steps < 1000 {
            watch.add(failed: days.end(steps, rate: 0.05), usual: 0.05, risen: 0.2)
            steps += 1
        }
        #expect(steps < 400)
    }
}
