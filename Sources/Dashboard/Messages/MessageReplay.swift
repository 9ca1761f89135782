package import Core
internal import Foundation
package import SQL
internal import Traffic

/// Feeds a file of messages as if they were sent now (`lanyard messages replay FILE`): in their order, with their gaps divided by `speed`, first
/// on their way and then with what became of them. Their ids are new ones, so that a file can be fed again.
package struct MessageReplay: Sendable {
    private struct Step {
        let due: Timestamp
        /// The number of the file's line, from 1.
        let number: Int
        /// nil if the line is too long.
        let bytes: [UInt8]?
    }

    /// From the year 2000 to the year 2100, in milliseconds; other lines are refused as an import refuses them.
    private static let times: ClosedRange<Int64> = 946_684_800_000...4_102_444_800_000
    /// A message that took longer to arrive is fed as if it had taken as long.
    private static let longest: Int64 = 30 * 86_400_000

    private let database: any Database
    private let accounts: MessageImport.Accounts
    private let speed: Double
    private let pause: @Sendable (Duration) async throws -> Void

    /// `pause` waits until the next message is due.
    package init(
        into database: any Database, accounts: @escaping MessageImport.Accounts, speed: Double,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) {
        self.database = database
        self.accounts = accounts
        self.speed = speed
        self.pause = pause
    }

    /// Throws `LineFile.Unreadable`, `SQLError`, `CancellationError`. What came in stays.
    package func run(file path: String, clock: any WallClock = SystemClock()) async throws -> MessageImport.Report {
        guard let data = FileManager.default.contents(atPath: path) else { throw LineFile.Unreadable(path) }
        let start = clock.now()
        let steps = Self.steps(of: Array(data), from: start, speed: speed)
        var report = MessageImport.Report()
        var next = 0
        while next < steps.count {
            let due = steps[next].due
            let now = clock.now()
            if due > now { try await pause(min(.seconds(1), due - now)) }
            var intake = MessageIntake(into: database, accounts: accounts, clock: clock)
            let first = next
            let reached = clock.now()
            while next < steps.count, steps[next].due <= reached {
                try await intake.add(steps[next].bytes, number: steps[next].number)
                next += 1
            }
            if next > first { report.add(try await intake.finish()) }
        }
        return report
    }

    private static func steps(of data: [UInt8], from start: Timestamp, speed: Double) -> [Step] {
        var unreadable: [Step] = []
        var lines: [(number: Int, sent: Int64, line: [String: Any])] = []
        for (index, bytes) in LineSplitter.lines(of: data).enumerated() {
            if let bytes, let line = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
                let sent = (line["sent_at"] as? NSNumber)?.int64Value, times.contains(sent)
            {
                lines.append((index + 1, sent, line))
            } else {
                unreadable.append(Step(due: start, number: index + 1, bytes: bytes))
            }
        }
        guard let origin = lines.map(\.sent).min() else { return unreadable }
        let mark = "replay-\(start.milliseconds)-"
        let steps = lines.flatMap { number, sent, line -> [Step] in
            let at = start + .milliseconds(Int64(Double(sent - origin) / speed))
            var copy = line
            copy["id"] = mark + ((line["id"] as? String) ?? "").suffix(100 - mark.count)
            copy["sent_at"] = at.milliseconds
            let took = (line["delivered_at"] as? NSNumber).map { min(longest, max(0, max($0.int64Value, sent) - sent)) }
            let end = at + .milliseconds(took ?? 5000)
            if took != nil { copy["delivered_at"] = end.milliseconds }
            var before = copy
            before["status"] = MessageStatus.dispatched.rawValue
            before["error_code"] = ""
            before["delivered_at"] = nil
            return [(at, before), (end, copy)].compactMap { due, line in
                (try? JSONSerialization.data(withJSONObject: line)).map { Step(due: due, number: number, bytes: Array($0)) }
            }
        }
        return (unreadable + steps).sorted { $0.due < $1.due }
    }
}
