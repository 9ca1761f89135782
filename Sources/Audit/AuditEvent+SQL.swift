package import Core
package import SQL

extension Transaction {
    /// Appends the event in the transaction that makes the change: either both are committed or neither.
    package func append(_ event: AuditEvent, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO audit_events (id, at, actor, action, subject, account_id, details)
            VALUES (\(EventID(at: now)), \(now), \(event.actor.text), \(event.action.rawValue), \(event.subject), \(event.account), \(event.details.jsonText))
            """)
    }
}

extension AuditEvent.Actor {
    /// The person that such a text names; nil for another actor.
    package static func person(of text: String) -> PersonID? {
        text.hasPrefix("person:") ? PersonID(String(text.dropFirst("person:".count))) : nil
    }

    /// `person:per_…`, `client:cli_…`, `operator`, `system`.
    package var text: String {
        switch self {
        case .person(let id): "person:\(id)"
        case .client(let id): "client:\(id)"
        case .operatorCommand: "operator"
        case .system: "system"
        }
    }
}

extension [String: String] {
    /// A JSON object with its keys sorted.
    fileprivate var jsonText: String {
        "{" + sorted { $0.key < $1.key }.map { quoted($0.key) + ":" + quoted($0.value) }.joined(separator: ",") + "}"
    }
}

private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\" + String(scalar)
        case _ where scalar.value < 32:
            result += "\\u" + String(repeating: "0", count: scalar.value < 16 ? 3 : 2) + String(scalar.value, radix: 16)
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
