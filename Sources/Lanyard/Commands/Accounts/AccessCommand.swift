internal import Access
internal import ArgumentParser
internal import Core
internal import Directory
internal import Identity
internal import Language
internal import SQL

/// Who may do what in an account, and why: with the same decisions and the same words as pages and APIs.
struct AccessCommand: CommandGroup {
    static let configuration = CommandConfiguration(
        commandName: "access", abstract: "Who can see what, and why: who, what, explain.", subcommands: [Who.self, What.self, Explain.self])

    /// In which account and product, and to do what.
    struct Place: ParsableArguments {
        @Option(help: "The account, by its id or the id it had in an import.") var account: String
        @Option(help: "The product, where the account has more than one.") var product: String?
        @Flag(help: "Ask about managing it, not only about seeing it.") var manage = false

        var action: Action { manage ? .manage : .view }

        func find(_ installation: Installation) async throws -> (Account, AccountInProduct) {
            let account = try await installation.account(named: account)
            return (account, AccountInProduct(account: account.id, product: try await installation.product(named: product, of: account)))
        }

        func find(_ person: String, _ installation: Installation) async throws -> (Member, Account, AccountInProduct) {
            let (account, target) = try await find(installation)
            return (try await installation.member(named: person, in: account, target.product).member, account, target)
        }

        /// An area by its id or its name, or a project by its id or its name.
        func resource(_ text: String, of account: Account, in product: Product, _ installation: Installation) async throws -> Resource {
            let wanted = text.lowercased()
            let area = product.areas.first { $0.id.rawValue == wanted || $0.names.values.contains { $0.lowercased() == wanted } }
            if let area { return .area(area.id) }
            guard let project = try await installation.project(named: text, of: account) else {
                let areas = product.areas.map(\.id.rawValue).joined(separator: ", ")
                throw CommandError("There is no area and no project '\(text)'. The areas are: \(areas).")
            }
            return .project(project.id, of: account.id)
        }
    }

    struct Printed: Encodable {
        let person: String
        let name: String
        let email: String
        let allowed: Bool
        let resource: String
        let role: String?
        let grant: String?
        let reason: String
        let rule: Int
        /// The same sentence as AuthZEN's `reason_admin`, with names.
        let why: String
    }

    struct Who: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Everybody who can see an area or a project, and by which role.")
        @OptionGroup var printing: Printing
        @Argument(help: "The area or the project.") var thing: String
        @OptionGroup var place: Place

        func run() async throws {
            try await printing.answer { installation in
                let (account, target) = try await place.find(installation)
                let resource = try await place.resource(thing, of: account, in: target.product, installation)
                let now = installation.clock.now()
                let found = try await installation.database.readLong { tx in
                    try tx.permitted(place.action, resource, in: target, limit: .max, at: now).map {
                        try Printed($0, place.action, resource, target, tx, at: now)
                    }
                }
                return Answer(found, none: "Nobody.", ["name", "e-mail", "role", "why"]) { [$0.name, $0.email, $0.role ?? "", $0.why] }
            }
        }
    }

    struct What: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Everything that a person can see in an account, and why.")
        @OptionGroup var printing: Printing
        @Argument(help: "The person, by id or e-mail address.") var person: String
        @OptionGroup var place: Place

        func run() async throws {
            try await printing.answer { installation in
                let (member, _, target) = try await place.find(person, installation)
                let now = installation.clock.now()
                let found = try await installation.database.read { tx in
                    let projects = try tx.projects(of: target.account, limit: .max).map { Resource.project($0.id, of: target.account) }
                    let all = target.product.areas.map { Resource.area($0.id) } + (target.product.hasProjects ? projects : [])
                    return try all.filter { decide(member, place.action, $0, in: target.product, at: now).isPermitted }.map {
                        try Printed(member, place.action, $0, target, tx, at: now)
                    }
                }
                return Answer(found, none: "Nothing.", ["area or project", "role", "why"]) { [$0.resource, $0.role ?? "", $0.why] }
            }
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Why a person can or cannot see an area or a project.")
        @OptionGroup var printing: Printing
        @Argument(help: "The person, by id or e-mail address.") var person: String
        @Argument(help: "The area or the project.") var thing: String
        @OptionGroup var place: Place

        func run() async throws {
            try await printing.answer { installation in
                let (member, account, target) = try await place.find(person, installation)
                let resource = try await place.resource(thing, of: account, in: target.product, installation)
                let now = installation.clock.now()
                let printed = try await installation.database.read { try Printed(member, place.action, resource, target, $0, at: now) }
                return Answer(printed, "\(printed.allowed ? "Yes" : "No"): \(printed.why)")
            }
        }
    }
}

extension AccessCommand.Printed {
    fileprivate init(
        _ member: Member, _ action: Action, _ resource: Resource, _ target: AccountInProduct, _ tx: Transaction, at now: Timestamp
    ) throws {
        let product = target.product
        let explanation = try Explanation(
            of: member, action, resource, in: product, among: tx.roles(of: product, in: target.account), at: now)
        let decision = explanation.decision
        switch resource {
        case .area(let id): self.resource = id.rawValue
        case .project(let id, _, _): self.resource = try tx.project(id)?.name ?? id.text
        }
        person = member.person.text
        name = try tx.person(member.person)?.name ?? member.person.text
        email = try tx.mainAddress(of: member.person)?.address.written ?? ""
        allowed = decision.isPermitted
        role = decision.role?.id.rawValue
        grant = decision.grant?.id.text
        reason = decision.reason.rawValue
        rule = explanation.rule
        why = try explanation.toManagers(in: target, seeing: .all, tx).english
    }
}
