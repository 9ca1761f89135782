internal import Access
internal import ArgumentParser
internal import Core
internal import IDSite
internal import Identity
internal import SQL
internal import Web

/// Who runs this server on its own pages.
struct OperatorCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "operator", abstract: "Who runs this server on its pages (/operate): list, add, remove.",
        subcommands: [List.self, Add.self, Remove.self])

    struct Printed: Encodable, Sendable {
        let person: String
        let name: String
        let addresses: [String]
        let role: String
        let addedAt: String

        enum CodingKeys: String, CodingKey {
            case person, name, addresses, role
            case addedAt = "added_at"
        }

        init(_ found: Operator, _ tx: Transaction) throws {
            person = found.person.text
            name = try tx.person(found.person)?.name ?? ""
            addresses = try tx.addresses(of: found.person).map(\.address.written)
            role = found.role.rawValue
            addedAt = found.addedAt.rfc3339
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Who has which role, in the order in which they were added.")
        @OptionGroup var printing: Printing

        func run() async throws {
            try await printing.answer { installation in
                let printed = try await installation.database.read { tx in try tx.serverOperators().map { try Printed($0, tx) } }
                return Answer(
                    printed, none: "Nobody. Add somebody: lanyard operator add PERSON --role operator",
                    ["person", "name", "addresses", "role", "since"]
                ) { [$0.person, $0.name, $0.addresses.joined(separator: " "), $0.role, $0.addedAt] }
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give somebody a role on the server's pages, in place of the one they have. They need a second factor there.")
        @OptionGroup var printing: Printing
        @Argument(help: "The person, by id or e-mail address.") var person: String
        @Option(help: "operator, support or auditor.") var role: String

        func run() async throws {
            try await printing.answer { installation in
                let operations = try installation.operations
                guard let role = operations.role(named: role) else {
                    let known = operations.roles.map(\.id.rawValue).joined(separator: ", ")
                    throw CommandError("There is no role '\(role)'. There are \(known).")
                }
                let found = try await installation.person(named: person)
                let added = Operator(found.id, as: role.id, at: installation.clock.now())
                let printed = try await installation.database.write { tx in
                    try tx.add(added)
                    return try Printed(added, tx)
                }
                return Answer(
                    printed, "\(printed.name): \(role.name). Their pages: \(try installation.address(of: .id).url(OperatorPath.overview))")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take somebody's role on the server's pages away, at once.")
        @OptionGroup var printing: Printing
        @Argument(help: "The person, by id or e-mail address.") var person: String

        func run() async throws {
            try await printing.answer { installation in
                // A row may stand under an id that was joined into another since.
                let found = try await installation.person(named: person)
                let id = PersonID(person) ?? found.id
                let now = installation.clock.now()
                guard try await installation.database.write({ try $0.removeOperator(id, at: now) }) else {
                    throw CommandError("\(found.name) has no role here. See: lanyard operator list")
                }
                return Answer(["person": found.id.text], "\(found.name) runs nothing here any more.")
            }
        }
    }
}
