internal import Access
internal import ArgumentParser
internal import Core
internal import Identity
internal import OpenID
internal import SQL

struct MemberCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "People in accounts: list, show, add, change, give and take roles, remove.",
        subcommands: [List.self, Show.self, Add.self, Change.self, Give.self, Take.self, Remove.self])

    /// Which account, and in which product.
    struct Where: ParsableArguments {
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String
        @Option(help: "The product, where the account has more than one.") var product: String?

        func find(_ installation: Installation) async throws -> (Account, Product) {
            let account = try await installation.account(named: account)
            return (account, try await installation.product(named: product, of: account))
        }
    }

    /// Which member of it.
    struct Who: ParsableArguments {
        @OptionGroup var target: Where
        @Argument(help: "The person, by id or e-mail address.") var person: String

        func find(_ installation: Installation) async throws -> (Account, Product, Person, Member) {
            let (account, product) = try await target.find(installation)
            let (person, member) = try await installation.member(named: person, in: account, product)
            return (account, product, person, member)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The members of an account, oldest first.")
        @OptionGroup var printing: Printing
        @OptionGroup var target: Where
        @OptionGroup var part: ListPart

        func run() async throws {
            let after: MemberID? = try part.start()
            let limit: Int = part.limit
            try await printing.answer { installation in
                let (account, product) = try await target.find(installation)
                let now = installation.clock.now()
                let members = try await installation.database.readLong { tx in
                    try tx.members(of: account.id, product: product.id, after: after, limit: limit).map {
                        try PrintedMember($0, tx, at: now)
                    }
                }
                return Answer(members, none: "No members.", ["id", "name", "e-mail", "role", "status", "projects"]) {
                    [$0.id, $0.name, $0.email, $0.roles.joined(separator: ", "), $0.status, $0.projects.joined(separator: ", ")]
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One member of an account.")
        @OptionGroup var printing: Printing
        @OptionGroup var who: Who

        func run() async throws {
            try await printing.answer { installation in
                let (_, _, _, member) = try await who.find(installation)
                let now = installation.clock.now()
                let printed = try await installation.database.read { try PrintedMember(member, $0, at: now) }
                return Answer(printed, printed.words)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a person to an account.")
        @OptionGroup var printing: Printing
        @OptionGroup var target: Where
        @Argument(help: "The person, by id or e-mail address.") var person: String
        @Option(help: "The role's id.") var role: String
        @OptionGroup var given: ProjectOptions

        func run() async throws {
            try await printing.answer(creating: true) { installation in
                let (account, product) = try await target.find(installation)
                let person = try await installation.person(named: person)
                let role = try await installation.role(named: role, in: product, of: account)
                let projects = try await installation.assignment(given, of: account)
                let printed = try await installation.administer { work, tx in
                    try PrintedMember(
                        work.addMember(person.id, to: account.id, product: product.id, role: role.id, projects: projects), tx, at: work.now)
                }
                return Answer(printed, "\(person.name) is \(role.name) in \(account.name) now (\(printed.id)).")
            }
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a member's role, projects or status. Projects that are named replace those they had.")
        @OptionGroup var printing: Printing
        @OptionGroup var who: Who
        @Option(help: "The new role's id.") var role: String?
        @OptionGroup var given: ProjectOptions
        @Flag(help: "Take every project away.") var noProjects = false
        @Option(help: "Whether the account opens for them: 'active' (which also ends a hold) or 'suspended'.") var status: Status?

        enum Status: String, ExpressibleByArgument, CaseIterable, Sendable { case active, suspended }

        func validate() throws {
            if noProjects, !given.isEmpty { throw ValidationError("Give either --project and --below or --no-projects.") }
            if role == nil, given.isEmpty, !noProjects, status == nil {
                throw ValidationError("Say what to change, with --role, --project, --below, --no-projects or --status.")
            }
        }

        func run() async throws {
            try await printing.answer { installation in
                let (account, product, person, member) = try await who.find(installation)
                let role = try await installation.role(named: role, in: product, of: account)
                let projects = given.isEmpty && !noProjects ? nil : try await installation.assignment(given, of: account)
                let status = status.flatMap { Member.Status(rawValue: $0.rawValue) }
                let printed = try await installation.administer { work, tx in
                    let before = try tx.member(member.id, of: account.id)
                    let after = try work.changeMember(
                        member.id, of: account.id, as: product.id, to: .init(role: role?.id, projects: projects, status: status))
                    let keys =
                        try product.area(governing: .keys).map { _ in
                            try tx.accessKeys(madeBy: after.person, in: account.id, product: product.id.rawValue)
                        } ?? []
                    let place = AccountInProduct(account: account.id, product: product)
                    let left = try keys.filter { key in
                        guard key.keptAt == nil else { return false }
                        return try tx.accessLost(by: after.person, key.project, in: place, at: work.now) != nil
                    }
                    return try PrintedMember(after, tx, before: before, keys: left, at: work.now)
                }
                let names = printed.roles.map { product.role(RoleID(rawValue: $0))?.name ?? $0 }
                let held = names.isEmpty ? "without a role" : names.joined(separator: " and ")
                return Answer(printed, "\(person.name) is \(held) in \(account.name) now.\(printed.loss)\(printed.keysLeft)")
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a person from an account.")
        @OptionGroup var printing: Printing
        @OptionGroup var who: Who

        func run() async throws {
            try await printing.answer { installation in
                let (account, product, person, member) = try await who.find(installation)
                let printed = try await installation.administer { work, tx in
                    let keys = try tx.accessKeys(madeBy: member.person, in: account.id, product: product.id.rawValue)
                    let printed = try PrintedMember(member, tx, keys: keys, at: work.now)
                    _ = try work.removeMember(member.id, of: account.id, as: product.id)
                    return printed
                }
                return Answer(printed, "\(person.name) is no longer in \(account.name).\(printed.keysLeft)")
            }
        }
    }
}
