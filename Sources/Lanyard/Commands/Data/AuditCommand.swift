internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Identity
internal import SQL

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "What was done, by whom: list, verify, heads.",
        subcommands: [List.self, Verify.self, Heads.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Events, newest first.")
        @OptionGroup var printing: Printing
        @Option(help: "Only events of this account.") var account: String?
        @Option(help: "Only events about this id.") var subject: String?
        @Option(help: "Only events by this actor: a person, 'operator', 'system', or 'client:' for any client.") var actor: String?
        @Option(help: "Only events of this kind, such as member.added; may be given more than once.") var action: [String] = []
        @Option(help: "Only events at this time or later, as 2026-03-01T00:00:00Z.") var since: String?
        @Option(help: "Only events before this time.") var until: String?
        @Option(help: "Only events before this id.") var before: String?
        @Option(help: "How many at most.") var limit = 50

        func run() async throws {
            let subject = subject
            let limit = limit
            let before: EventID? = try before.map { try Identifier(named: $0) }
            let actions = try action.map(Self.action)
            let since = try since.map(Self.time)
            let until = try until.map(Self.time)
            let actor = actor
            try await printing.answer { installation in
                var accountID: AccountID?
                if let account { accountID = try await installation.account(named: account).id }
                var query = AuditQuery(account: accountID, subject: subject, before: before, limit: limit)
                if let actor { query.actor = try await Self.actor(actor, installation) }
                query.actions = actions.isEmpty ? nil : actions
                query.since = since
                query.until = until
                let wanted = query
                let events = try await installation.database.readLong { tx in
                    let events = try tx.events(wanted)
                    let names = EventNames(of: events, in: tx)
                    return events.map { Printed($0, names) }
                }
                return Answer(events, none: "No such event was recorded.", ["time", "who", "what", "on", "from", "details"]) {
                    [$0.time, $0.who, $0.action, $0.on, $0.values["network"] ?? "", $0.changes ?? $0.details]
                }
            }
        }

        private static func action(_ text: String) throws -> AuditAction {
            guard let action = AuditAction(rawValue: text) else {
                let group = text.prefix { $0 != "." } + "."
                let near = AuditAction.allCases.map(\.rawValue).filter { $0.hasPrefix(group) }
                let known = near.isEmpty ? "'lanyard audit list' shows how they are called." : "There are \(near.joined(separator: ", "))."
                throw CommandError("There are no events of the kind '\(text)'. \(known)")
            }
            return action
        }

        private static func time(_ text: String) throws -> Timestamp {
            guard let time = Timestamp(rfc3339: text) else {
                throw CommandError("'\(text)' is not a time. Write one like 2026-03-01T00:00:00Z.")
            }
            return time
        }

        /// A person may be named as everywhere.
        private static func actor(_ text: String, _ installation: Installation) async throws -> String {
            if text == "operator" || text == "system" || text.contains(":") { return text }
            return AuditEvent.Actor.person(try await installation.person(named: text).id).text
        }
    }

    struct Printed: Encodable {
        var id: String
        var time: String
        var actor: String
        var action: String
        var subject: String
        var account: String?
        var details: String
        /// The client that acted in the actor's name.
        var client: String?
        var session: String?
        var proof: String?
        var changes: String?
        /// What is personal in it, as far as it was not erased.
        var values: [String: String]

        /// The names that the actor and the subject have now; nil for what has none, and for whoever was erased.
        var actorName: String?
        var subjectName: String?

        var who: String {
            // The id stands first: a name says what its bearer likes.
            let identified = client.map { actor + " by " + $0 } ?? actor
            return actorName.map { "\(identified) (\($0))" } ?? identified
        }
        var on: String { subjectName.map { "\(subject) (\($0))" } ?? subject }

        init(_ event: RecordedEvent, _ names: EventNames) {
            actorName = names[event.actor]
            subjectName = names[event.subject]
            id = event.id.text
            time = event.at.rfc3339
            actor = event.actor
            action = event.action
            subject = event.subject
            account = event.account?.text
            details = event.details
            client = event.client
            session = event.session?.text
            proof = event.proof
            changes = event.changes
            values = event.values
        }
    }
}
