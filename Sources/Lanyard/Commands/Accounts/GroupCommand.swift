internal import Access
internal import ArgumentParser
internal import Core
internal import Identity
internal import SQL

/// The groups of an account: who is in each, and what it gives.
struct GroupCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "group", abstract: "Groups of people in an account: list, show, add, change, remove.",
        subcommands: [List.self, Show.self, Add.self, Change.self, Remove.self])

    struct Which: ParsableArguments {
        @OptionGroup var target: MemberCommand.Where
        @Argument(help: "The group, by id or by name.") var group: String

        func find(_ installation: Installation) async throws -> (Account, Product, AccessGroup) {
            let (account, product) = try await target.find(installation)
            let groups = try await installation.database.read { try $0.groups(of: account.id, product: product.id) }
            guard let found = groups.first(where: { $0.id.text == group || $0.name.lowercased() == group.lowercased() }) else {
                throw CommandError("\(account.name) has no group '\(group)'. 'lanyard group list' shows those there are.")
            }
            return (account, product, found)
        }
    }

    struct Printed: Encodable {
        struct Grant: Encodable {
            let id: String
            let role: String
            let projects: [String]
            let below: [String]
            let endsAt: String?
        }

        let id: String
        let name: String
        let grants: [Grant]
        let members: Int

        init(_ group: AccessGroup, _ tx: Transaction) throws {
            id = group.id.text
            name = group.name
            grants = group.grants.map {
                Grant(
                    id: $0.id.text, role: $0.role.rawValue, projects: $0.assignment.given.map(\.text).sorted(),
                    below: $0.assignment.withBelow.map(\.text).sorted(), endsAt: $0.endsAt?.rfc3339)
            }
            members = try tx.memberCount(of: group.id)
        }

        var gives: String { grants.map(\.role).joined(separator: ", ") }
        var words: String { "\(name) (\(id))\n  gives: \(gives.isEmpty ? "nothing yet" : gives)\n  people: \(members)" }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The groups of an account.")
        @OptionGroup var printing: Printing
        @OptionGroup var target: MemberCommand.Where

        func run() async throws {
            try await printing.answer { installation in
                let (account, product) = try await target.find(installation)
                let groups = try await installation.database.read { tx in
                    try tx.groups(of: account.id, product: product.id).map { try Printed($0, tx) }
                }
                return Answer(groups, none: "No groups.", ["id", "name", "gives", "people"]) {
                    [$0.id, $0.name, $0.gives, "\($0.members)"]
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One group: what it gives, and to how many.")
        @OptionGroup var printing: Printing
        @OptionGroup var which: Which

        func run() async throws {
            try await printing.answer { installation in
                let (_, _, group) = try await which.find(installation)
                let printed = try await installation.database.read { try Printed(group, $0) }
                return Answer(printed, printed.words)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a group. 'change' says what it gives, and puts people into it.")
        @OptionGroup var printing: Printing
        @OptionGroup var target: MemberCommand.Where
        @Argument(help: "Its name.") var name: String

        func run() async throws {
            try await printing.answer(creating: true) { installation in
                let (account, product) = try await target.find(installation)
                let printed = try await installation.administer { work, tx in
                    try Printed(work.openGroup(named: name, in: account.id, as: product.id), tx)
                }
                return Answer(printed, printed.words)
            }
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rename a group, have it give a role or take one, put people into it or take them out.")
        @OptionGroup var printing: Printing
        @OptionGroup var which: Which
        @Option(help: "Its new name.") var name: String?
        @Option(help: "A role it gives from now on, besides those it gives.") var give: String?
        @OptionGroup var given: ProjectOptions
        @Option(help: "One of its roles to take, by the id that 'lanyard group show --json' prints (grt_…).") var take: String?
        @Option(help: "A person to put into it; may be given more than once.") var add: [String] = []
        @Option(help: "A person to take out of it; may be given more than once.") var remove: [String] = []

        func validate() throws {
            if name == nil, give == nil, take == nil, add.isEmpty, remove.isEmpty {
                throw ValidationError("Say what to change, with --name, --give, --take, --add or --remove.")
            }
            if let take, AccessGrantID(take) == nil {
                throw ValidationError("--take '\(take)' is no id of a role that the group gives: 'lanyard group show --json' prints them.")
            }
        }

        func run() async throws {
            let taken = take.flatMap { AccessGrantID($0) }
            try await printing.answer { installation in
                let (account, product, group) = try await which.find(installation)
                let projects = try await installation.assignment(given, of: account)
                var terms: GrantTerms?
                if let give {
                    let role = try await installation.role(named: give, in: product, of: account)
                    terms = GrantTerms(role: role.id, projects: projects.isEmpty ? nil : projects)
                }
                var joining: [MemberID] = []
                for person in add { joining.append(try await installation.member(named: person, in: account, product).member.id) }
                var leaving: [MemberID] = []
                for person in remove { leaving.append(try await installation.member(named: person, in: account, product).member.id) }
                let printed = try await installation.administer { [terms, joining, leaving] work, tx in
                    if let name { _ = try work.rename(group.id, to: name, in: account.id, as: product.id) }
                    if let taken { _ = try work.take(taken, of: group.id, in: account.id, as: product.id) }
                    if let terms { _ = try work.give(terms, to: group.id, in: account.id, as: product.id) }
                    for member in joining { _ = try work.add(member, to: group.id, in: account.id, as: product.id) }
                    for member in leaving { _ = try work.remove(member, from: group.id, in: account.id, as: product.id) }
                    guard let after = try tx.group(group.id, of: account.id, product: product.id) else { throw AccessError.notFound }
                    return try Printed(after, tx)
                }
                return Answer(printed, printed.words)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "End a group. Its people stay in the account, without what it gave them.")
        @OptionGroup var printing: Printing
        @OptionGroup var which: Which

        func run() async throws {
            try await printing.answer { installation in
                let (account, product, group) = try await which.find(installation)
                let printed = try await installation.administer { work, tx in
                    let printed = try Printed(group, tx)
                    try work.closeGroup(group.id, in: account.id, as: product.id)
                    return printed
                }
                return Answer(printed, "\(account.name) no longer has the group \(group.name).")
            }
        }
    }
}
