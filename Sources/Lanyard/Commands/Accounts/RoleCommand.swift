internal import Access
internal import ArgumentParser
internal import Core
internal import SQL

/// The roles that can be given in an account: the product's, and those that the account made.
struct RoleCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "role", abstract: "Roles in an account: list, show, add, change and remove the account's own.",
        subcommands: [List.self, Show.self, Add.self, Change.self, Remove.self])

    /// Which role of which account.
    struct Which: ParsableArguments {
        @OptionGroup var target: MemberCommand.Where
        @Argument(help: "The role, by id or by name.") var role: String

        func find(_ installation: Installation) async throws -> (Account, Product, Role) {
            let (account, product) = try await target.find(installation)
            return (account, product, try await installation.role(named: role, in: product, of: account))
        }

        func findOwn(_ installation: Installation) async throws -> (Account, Product, CustomRole) {
            let (account, product, role) = try await find(installation)
            let id = CustomRoleID(role.id.rawValue)
            guard let id, let own = try await installation.database.read({ try $0.customRole(id, of: account.id, product: product.id) })
            else { throw CommandError("\(role.name) is a role of the \(product.name) itself: its catalog file says what it permits.") }
            return (account, product, own)
        }
    }

    struct Rights: ParsableArguments {
        @Option(help: "An area and what the role may do in it, such as billing=view or messages=manage; may be given more than once.")
        var area: [String] = []
        @Option(help: "The projects it holds in: all, assigned or none.") var projects: Role.Projects?
        @Option(help: "For whom it is, in one line.") var purpose: String?

        var areas: [AreaID: Action]? {
            get throws {
                guard !area.isEmpty else { return nil }
                var areas: [AreaID: Action] = [:]
                for entry in area {
                    let parts = entry.split(separator: "=", omittingEmptySubsequences: false)
                    guard parts.count == 2, let action = Action(rawValue: String(parts[1])) else {
                        throw ValidationError("--area '\(entry)': write the area, '=', and view or manage, such as billing=view.")
                    }
                    areas[AreaID(rawValue: String(parts[0]))] = action
                }
                return areas
            }
        }
    }

    struct Printed: Encodable {
        let id: String
        let name: String
        let purpose: String
        let areas: [String: String]
        let projects: String
        let custom: Bool

        init(_ role: Role) {
            id = role.id.rawValue
            name = role.name
            purpose = role.purpose
            areas = Dictionary(role.areas.map { ($0.key.rawValue, $0.value.rawValue) }) { first, _ in first }
            projects = role.projects.rawValue
            custom = role.isCustom
        }

        var opens: String { areas.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: ", ") }
        var words: String { "\(name) (\(id))\n  opens: \(opens)\n  projects: \(projects)" }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The roles that can be given in an account.")
        @OptionGroup var printing: Printing
        @OptionGroup var target: MemberCommand.Where

        func run() async throws {
            try await printing.answer { installation in
                let (account, product) = try await target.find(installation)
                let roles = try await installation.database.read { try $0.roles(of: product, in: account.id).map(Printed.init) }
                return Answer(roles, none: "No roles.", ["id", "name", "opens", "projects"]) { [$0.id, $0.name, $0.opens, $0.projects] }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "One role: what it opens.")
        @OptionGroup var printing: Printing
        @OptionGroup var which: Which

        func run() async throws {
            try await printing.answer { installation in
                let (_, _, role) = try await which.find(installation)
                let printed = Printed(role)
                return Answer(printed, printed.words)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a role of the account's own. It never is an administrator's.")
        @OptionGroup var printing: Printing
        @OptionGroup var target: MemberCommand.Where
        @Argument(help: "Its name.") var name: String
        @OptionGroup var rights: Rights

        func run() async throws {
            let areas = try rights.areas ?? [:]
            try await printing.answer(creating: true) { installation in
                let (account, product) = try await target.find(installation)
                let projects = rights.projects ?? (product.hasProjects ? .assigned : .none)
                let terms = CustomRoleTerms(name: name, purpose: rights.purpose ?? "", areas: areas, projects: projects)
                let printed = try await installation.administer { work, _ in
                    Printed(try work.makeRole(terms, in: account.id, as: product.id).role)
                }
                return Answer(printed, printed.words)
            }
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change one of the account's own roles, for everybody who has it.")
        @OptionGroup var printing: Printing
        @OptionGroup var which: Which
        @Option(help: "Its new name.") var name: String?
        @OptionGroup var rights: Rights

        func run() async throws {
            let areas = try rights.areas
            try await printing.answer { installation in
                let (account, product, own) = try await which.findOwn(installation)
                let change = CustomRoleTerms.Change(name: name, purpose: rights.purpose, areas: areas, projects: rights.projects)
                let printed = try await installation.administer { work, tx in
                    let terms = CustomRoleTerms(try tx.customRole(own.id, of: account.id, product: product.id)?.terms, change)
                    return Printed(try work.changeRole(own.id, in: account.id, as: product.id, to: terms).role)
                }
                return Answer(printed, printed.words)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove one of the account's own roles, once nobody has it.")
        @OptionGroup var printing: Printing
        @OptionGroup var which: Which

        func run() async throws {
            try await printing.answer { installation in
                let (account, product, own) = try await which.findOwn(installation)
                try await installation.administer { work, _ in try work.removeRole(own.id, in: account.id, as: product.id) }
                return Answer(Printed(own.role), "\(account.name) no longer has the role \(own.terms.name).")
            }
        }
    }
}

extension Role.Projects: ExpressibleByArgument {}
