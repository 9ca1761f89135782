internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
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
        @Option(help: "Only events before this id.") var before: String?
        @Option(help: "How many at most.") var limit = 50

        func run() async throws {
            let subject = subject
            let limit = limit
            let before: EventID? = try before.map { try Identifier(named: $0) }
            try await printing.answer { installation in
                var accountID: AccountID?
                if let account { accountID = try await installation.account(named: account).id }
                let query = AuditQuery(account: accountID, subject: subject, before: before, limit: limit)
                let events = try await installation.database.readLong { try $0.events(query) }.map(Printed.init)
                return Answer(events, none: "Nothing was recorded yet.", ["time", "who", "what", "on", "from", "details"]) {
                    [$0.time, $0.who, $0.action, $0.subject, $0.values["network"] ?? "", $0.changes ?? $0.details]
                }
            }
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

        var who: String { client.map { actor + " by " + $0 } ?? actor }

        init(_ event: RecordedEvent) {
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
