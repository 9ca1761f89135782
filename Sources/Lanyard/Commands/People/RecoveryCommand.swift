internal import Access
internal import ArgumentParser
internal import Audit
internal import Core
internal import Identity
internal import SQL

/// The requests of people who lost their second factors.
struct RecoveryCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "recovery", abstract: "Requests to get in without a second factor: list, approve, deny.",
        subcommands: [List.self, Approve.self, Deny.self])

    struct Printed: Encodable {
        let id: String
        let person: String
        let name: String
        let addresses: [String]
        let state: String
        let requestedAt: String
        let waitsUntil: String
        /// The network address of the browser that asked.
        let network: String
        /// The account whose administrator agreed; null if the operator did, or nobody yet.
        let account: String?

        init(_ request: RecoveryRequest, _ tx: Transaction) throws {
            id = request.id.text
            person = request.personID.text
            name = try tx.person(request.personID)?.name ?? ""
            addresses = try tx.addresses(of: request.personID).map(\.address.written)
            state = request.state.rawValue
            requestedAt = request.requestedAt.rfc3339
            waitsUntil = request.waitsUntil.rfc3339
            network = request.origin.address
            account = try request.account.flatMap { try tx.account($0)?.name }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The open requests, oldest first.")
        @OptionGroup var printing: Printing

        func run() async throws {
            try await printing.answer { installation in
                let now = installation.clock.now()
                let requests = try await installation.database.read { tx in
                    try tx.openRecoveryRequests().filter { !$0.isOver(at: now) }.map { try Printed($0, tx) }
                }
                return Answer(
                    requests, none: "Nobody asks to be let in.",
                    ["id", "name", "addresses", "state", "agreed by", "waits until", "network"]
                ) { [$0.id, $0.name, $0.addresses.joined(separator: " "), $0.state, $0.account ?? "", $0.waitsUntil, $0.network] }
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Agree to a request, once you know that the person made it. Its link is mailed when it has waited.")
        @OptionGroup var printing: Printing
        @Argument(help: "The request's id.") var request: String
        func run() async throws { try await decide(request, approved: true, printing) }
    }

    struct Deny: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Refuse a request, also one that was agreed to. No other begins for a week.")
        @OptionGroup var printing: Printing
        @Argument(help: "The request's id.") var request: String
        func run() async throws { try await decide(request, approved: false, printing) }
    }

    private static func decide(_ text: String, approved: Bool, _ printing: Printing) async throws {
        let id: RecoveryRequestID = try Identifier(named: text)
        try await printing.answer { installation in
            let now = installation.clock.now()
            let printed = try await installation.database.write { tx -> Printed? in
                guard let found = try tx.recoveryRequest(id), !found.isOver(at: now),
                    try tx.decideRecovery(id, approved: approved, by: .operatorCommand, at: now), let decided = try tx.recoveryRequest(id)
                else { return nil }
                return try Printed(decided, tx)
            }
            guard let printed else {
                throw CommandError("'\(text)' is no request that can be decided now. 'lanyard recovery list' shows those that can.")
            }
            let next = approved ? "The link leaves after \(printed.waitsUntil), unless they stop it." : "It is over."
            return Answer(printed, "\(printed.name): \(printed.state). \(next)")
        }
    }
}
