internal import ArgumentParser
internal import Core
internal import Credentials
internal import Foundation

/// Measures how many password hashes per second this machine computes on all its cores. bin/bench compares sign-ins with it.
struct BenchHash: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "bench-hash", shouldDisplay: false)
    @OptionGroup var location: DataLocation
    @Option var seconds = 5.0

    func run() async throws {
        let pool = try HashingPool(queueLimit: 10_000)
        let clock = ContinuousClock()
        let start = clock.now
        let end = start.advanced(by: .seconds(seconds))
        let hashes = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<pool.threads {
                group.addTask {
                    var count = 0
                    while clock.now < end {
                        _ = try await pool.verify(password: Secret("wrong"), against: pool.decoy)
                        count += 1
                    }
                    return count
                }
            }
            return try await group.reduce(0, +)
        }
        print(String(format: "%.1f hashes a second", Double(hashes) / ((clock.now - start) / .seconds(1))))
    }
}
