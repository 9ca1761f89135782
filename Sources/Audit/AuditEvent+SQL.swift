package import Core
package import SQL

extension Transaction {
    /// Appends the event in the transaction that makes the change: either both are committed or neither.
    package func append(_ event: AuditEvent, at now: Timestamp) throws {
        let id = EventID(at: now)
        let circumstances = Circumstances.current
        try run("INSERT INTO audit_events (\(columns: AuditEvent.columns)) VALUES \(list: event.values(id, circumstances, at: now))")
        try appendValues(of: event, id, circumstances)
    }

    /// The same for many events.
    package func append(_ events: [AuditEvent], at now: Timestamp) throws {
        let circumstances = Circumstances.current
        let numbered = events.map { (id: EventID(at: now), event: $0) }
        try fill(TableRows("audit_events", AuditEvent.columns, numbered.map { $0.event.values($0.id, circumstances, at: now) }))
        for (id, event) in numbered { try appendValues(of: event, id, circumstances) }
    }

    private func appendValues(of event: AuditEvent, _ id: EventID, _ circumstances: Circumstances) throws {
        for (name, value) in event.personal.values.sorted(by: { $0.key < $1.key }) {
            try addValue(value, named: name, of: event.personal.person, to: id)
        }
        // Of nobody's network nothing is written down: nobody could have it erased.
        if let network = circumstances.network, let person = event.personAtTheNetwork, event.personal.values["network"] == nil {
            try addValue(network, named: "network", of: person, to: id)
        }
    }

    private func addValue(_ value: String, named name: String, of person: PersonID?, to event: EventID) throws {
        try run(
            """
            INSERT INTO event_values (event_id, name, value, person_id, salt)
            VALUES (\(event), \(name), \(value), \(person), \(SystemRandom().bytes(ValueDigest.saltLength)))
            """)
    }

    /// Erases what events say of these people: networks, names, and addresses, also those written down before they were anybody's. What
    /// happened stays.
    package func eraseEventValues(of people: [PersonID], addresses: [String]) throws {
        try run("DELETE FROM event_values WHERE person_id IN \(list: people.map(\.text))")
        guard !addresses.isEmpty else { return }
        try run("DELETE FROM event_values WHERE person_id IS NULL AND value IN \(list: addresses)")
    }
}

extension AuditEvent {
    fileprivate static let columns: [StaticString] = [
        "id", "at", "actor", "action", "subject", "account_id", "product", "details", "client_id", "session_id", "proof", "changes",
    ]

    fileprivate func values(_ id: EventID, _ circumstances: Circumstances, at now: Timestamp) -> [SQLValue] {
        [
            id.sqlValue, now.sqlValue, actor.text.sqlValue, action.rawValue.sqlValue, subject.sqlValue, account.sqlValue,
            details["product"].sqlValue, details.jsonText.sqlValue, circumstances.client.sqlValue, circumstances.session.sqlValue,
            circumstances.proof.sqlValue, changes.isEmpty ? .null : changes.jsonText.sqlValue,
        ]
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
    fileprivate var jsonText: String { object(map { ($0.key, quoted($0.value)) }) }
}

extension [String: AuditEvent.Change] {
    /// A JSON object with its keys sorted; each value is an array of the one before and the one after.
    fileprivate var jsonText: String {
        object(map { ($0.key, "[\($0.value.before.map(quoted) ?? "null"),\($0.value.after.map(quoted) ?? "null")]") })
    }
}

private func object(_ members: [(name: String, json: String)]) -> String {
    "{" + members.sorted { $0.name < $1.name }.map { quoted($0.name) + ":" + $0.json }.joined(separator: ",") + "}"
}

private func quoted(_ text: String) -> String {
    // Most values are ids and plain words.
    guard text.utf8.contains(where: { $0 < 32 || $0 == 34 || $0 == 92 }) else { return "\"" + text + "\"" }
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
