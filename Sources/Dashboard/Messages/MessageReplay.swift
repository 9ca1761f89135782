package import Core
internal import Foundation
package import SQL

/// Feeds a file of messages as if they were sent now (`lanyard messages replay FILE`): in their order, with their gaps divided by `speed`, first
/// on their way and then with what became of them. Their ids are new ones, so that a file can be fed again.
package struct MessageReplay: Sendable {
    private struct Step {
        let due: Timestamp
        let bytes: [UInt8]
    }

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

    /// Throws `MessageImport.Unreadable`, `SQLError`, `CancellationError`. What came in stays.
    package func run(file path: String, clock: any WallClock = SystemClock()) async throws -> MessageImport.Report {
        guard let data = FileManager.default.contents(atPath: path) else { throw MessageImport.Unreadable(path) }
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
                try await intake.add(steps[next].bytes, number: next + 1)
                next += 1
            }
            if next > first { report.add(try await intake.finish()) }
        }
        return report
    }

    private static func steps(of data: [UInt8], from start: Timestamp, speed: Double) -> [Step] {
        let lines = LineSplitter.lines(of: data).compactMap { bytes -> (sent: Int64, line: [String: Any])? in
            guard let bytes, let line = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
                let sent = (line["sent_at"] as? NSNumber)?.int64Value
            else { return nil }
            return (sent, line)
        }
        guard let origin = lines.map(\.sent).min() else { return [] }
        let mark = "replay-\(start.milliseconds)-"
        return lines.flatMap { sent, line -> [Step] in
            let at = start + .milliseconds(Int64(Double(sent - origin) / speed))
            var copy = line
            copy["id"] = String((mark + ((line["id"] as? String) ?? "")).prefix(100))
            copy["sent_at"] = at.milliseconds
            let took = (line["delivered_at"] as? NSNumber).map { max(0, $0.int64Value - sent) }
            let end = at + .milliseconds(took ?? 5000)
            if took != nil { copy["delivered_at"] = end.milliseconds }
            var before = copy
            before["status"] = MessageStatus.dispatched.rawValue
            before["error_code"] = ""
            before["delivered_at"] = nil
            return [(at, before), (end, copy)].compactMap { due, line in
                (try? JSONSerialization.data(withJSONObject: line)).map { Step(due: due, bytes: Array($0)) }
            }
        }.sorted { $0.due < $1.due }
    }
}
