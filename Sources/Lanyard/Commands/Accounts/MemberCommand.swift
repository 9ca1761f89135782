internal import Access
internal import ArgumentParser
internal import Core
internal import Identity
internal import SQL

struct MemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "member", abstract: "People in accounts: list, add, change, remove.",
        subcommands: [List.self, Add.self, Change.self, Remove.self])

    /// Which account, and in which product.
    struct Where: ParsableArguments {
        @Argument(help: "The account, by its id or the id it had in an import.") var account: String
        @Option(help: "The product, where the account has more than one.") var product: String?

        func find(_ installation: Installation) async throws -> (Account, Product) {
            let account = try await installation.account(named: account)
            return (account, try await installation.product(named: product, of: account))
        }
    }

    struct Printed: Encodable {
        var id: String
        var person: String
        var name: String
        var email: String
        var role: String
        var status: String
        var projects: [String]
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The members of an account, oldest first.")
        @OptionGroup var place: Place
        @OptionGroup var target: Where
        @Option(help: "Begin after this id.") var after: String?
        @Option(help: "How many at most.") var limit = 100
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let installation = try await place.installation()
            let (account, product) = try await target.find(installation)
            let (after, limit) = (after.flatMap { MemberID($0) }, limit)
            let members = try await installation.database.readLong { tx in
                try tx.members(of: account.id, product: product.id, after: after, limit: limit).map { member in
                    Printed(
                        id: member.id.text, person: member.person.text, name: try tx.person(member.person)?.name ?? "",
                        email: try tx.mainAddress(of: member.person)?.address.written ?? "", role: member.role.rawValue,
                        status: member.status.rawValue, projects: try tx.projects(member.projects).values.map(\.name).sorted())
                }
            }
            await installation.stores.close()
            if json { return try Output.json(members) }
            Output.table(
                ["id", "name", "e-mail", "role", "status", "projects"],
                members.map { [$0.id, $0.name, $0.email, $0.role, $0.status, $0.projects.joined(separator: ", ")] }, none: "No members.")
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Add a person to an account.")
        @OptionGroup var place: Place
        @OptionGroup var target: Where
        @Argument(help: "The person, by id or e-mail address.") var person: String
        @Option(help: "The role's id.") var role: String
        @Option(help: "A project they see; may be given more than once.") var project: [String] = []

        func run() async throws {
            let installation = try await place.installation()
            let (account, product) = try await target.find(installation)
            let person = try await installation.person(named: person)
            let role = try installation.role(named: role, in: product)
            let projects = try await installation.projects(named: project, of: account)
            let member = try await installation.administer {
                try $0.addMember(person.id, to: account.id, product: product.id, role: role.id, projects: projects)
            }
            await installation.stores.close()
            print("\(person.name) is \(role.name) in \(account.name) now (\(member.id)).")
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Change a member's role or projects.")
        @OptionGroup var place: Place
        @OptionGroup var target: Where
        @Argument(help: "The person, by id or e-mail address.") var person: String
        @Option(help: "The new role's id.") var role: String?
        @Option(help: "A project they see from now on; may be given more than once, and replaces those they had.") var project: [String] =
            []
        @Flag(help: "Take every project away.") var noProjects = false

        func run() async throws {
            let installation = try await place.installation()
            let (account, product) = try await target.find(installation)
            let (person, member) = try await installation.member(named: person, in: account, product)
            let role = try role.map { try installation.role(named: $0, in: product) }
            let projects = project.isEmpty && !noProjects ? nil : try await installation.projects(named: project, of: account)
            let changed = try await installation.administer {
                try $0.changeMember(member.id, of: account.id, as: product.id, role: role?.id, projects: projects)
            }
            await installation.stores.close()
            print("\(person.name) is \(product.role(changed.role)?.name ?? changed.role.rawValue) in \(account.name) now.")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a person from an account.")
        @OptionGroup var place: Place
        @OptionGroup var target: Where
        @Argument(help: "The person, by id or e-mail address.") var person: String

        func run() async throws {
            let installation = try await place.installation()
            let (account, product) = try await target.find(installation)
            let (person, member) = try await installation.member(named: person, in: account, product)
            _ = try await installation.administer { try $0.removeMember(member.id, of: account.id, as: product.id) }
            await installation.stores.close()
            print("\(person.name) is no longer in \(account.name).")
        }
    }
}

extension Installation {
    fileprivate func member(named text: String, in account: Account, _ product: Product) async throws -> (Person, Member) {
        let person = try await person(named: text)
        guard let member = try await database.read({ try $0.member(person.id, in: account.id, product: product.id) }) else {
            throw Refusal("\(person.name) is not in \(account.name). 'lanyard member list' shows who is.")
        }
        return (person, member)
    }
}
