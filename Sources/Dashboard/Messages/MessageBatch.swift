internal import Core
internal import SQL

/// One transaction's part of an import.
enum MessageBatch {
    struct Outcome: Sendable {
        var imported = 0
        var updated = 0
        var unchanged = 0
        var rejected: [MessageImport.RejectedLine] = []
    }

    static func write(_ lines: [(line: Int, value: MessageLine)], in tx: Transaction) throws -> Outcome {
        var outcome = Outcome()
        var summary = TrafficSummary()
        var projects: [String: Int64] = [:]
        var accounts: [Int64: String] = [:]
        for start in stride(from: 0, to: lines.count, by: 32) {
            let part = lines[start..<min(start + 32, lines.count)]
            var stored = try Message.stored(padded(part.compactMap(\.value.id)), in: tx)
            for (line, value) in part {
                do {
                    let place = try value.place()
                    let number = try project(place.account, place.project, &projects, in: tx)
                    var message = try value.message(project: number)
                    if let old = stored[message.id] {
                        guard try account(of: old.project, &accounts, in: tx) == place.account else {
                            throw MessageLine.Rejection("message id of another account")
                        }
                        message.key = old.sentAt == message.sentAt ? old.key : try free(message.key, in: tx)
                        guard message != old else {
                            outcome.unchanged += 1
                            continue
                        }
                        try message.replace(old, in: tx)
                        try summary.remove(old)
                        outcome.updated += 1
                    } else {
                        message.key = try free(message.key, in: tx)
                        try message.insert(in: tx)
                        outcome.imported += 1
                    }
                    try summary.add(message)
                    stored[message.id] = message
                } catch let rejection as MessageLine.Rejection {
                    outcome.rejected.append(MessageImport.RejectedLine(line: line, reason: rejection.reason))
                }
            }
        }
        try summary.write(in: tx)
        return outcome
    }

    /// Always 32 of them, so that the statement is prepared once.
    private static func padded(_ ids: [String]) -> [String] {
        ids.isEmpty ? ids : ids + Array(repeating: ids[0], count: max(0, 32 - ids.count))
    }

    private static func free(_ key: MessageKey, in tx: Transaction) throws -> MessageKey {
        var key = key
        while try tx.first("SELECT key FROM messages WHERE key = \(key)") != nil { key = key.next }
        return key
    }

    private static func project(_ account: String, _ name: String, _ known: inout [String: Int64], in tx: Transaction) throws -> Int64 {
        let pair = account + "\u{0}" + name
        if let number = known[pair] { return number }
        let number = try TrafficProject.number(account: account, name: name, in: tx)
        known[pair] = number
        return number
    }

    private static func account(of project: Int64, _ known: inout [Int64: String], in tx: Transaction) throws -> String? {
        if let account = known[project] { return account }
        let row = try tx.first("SELECT account FROM traffic_projects WHERE number = \(project)")
        known[project] = try row?["account"]
        return known[project]
    }
}
