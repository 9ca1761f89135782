internal import Access
internal import ArgumentParser
internal import Core
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

        func find(_ installation: Installation) async throws -> AccountInProduct {
            let account = try await installation.account(named: account)
            return AccountInProduct(account: account.id, product: try await installation.product(named: product, of: account))
        }

        /// An area by its id or its name, or a project by its id or its name.
        func resource(_ text: String, in target: AccountInProduct, _ installation: Installation) async throws -> Resource {
            let wanted = text.lowercased()
            let area = target.product.areas.first { $0.id.rawValue == wanted || $0.names.values.contains { $0.lowercased() == wanted } }
            if let area { return .area(area.id) }
            let account = try await installation.account(named: target.account.text)
            guard let project = try? await installation.projects(named: [text], of: account).first else {
                let areas = target.product.areas.map(\.id.rawValue).joined(separator: ", ")
                throw CommandError("There is no area and no project '\(text)'. The areas are: \(areas).")
            }
            return .project(project, of: target.account)
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
                let target = try await place.find(installation)
                let resource = try await place.resource(thing, in: target, installation)
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
                let target = try await place.find(installation)
                let account = try await installation.account(named: place.account)
                let (_, member) = try await installation.member(named: person, in: account, target.product)
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
                let target = try await place.find(installation)
                let account = try await installation.account(named: place.account)
                let (_, member) = try await installation.member(named: person, in: account, target.product)
                let resource = try await place.resource(thing, in: target, installation)
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
        let decision = decide(member, action, resource, in: product, at: now)
        let needed = decision.isPermitted ? [] : product.permitting(action, resource, among: try tx.roles(of: product, in: target.account))
        let area: Area?
        switch resource {
        case .area(let id):
            area = product.area(id)
            self.resource = id.rawValue
        case .project(let id, _, _):
            area = nil
            self.resource = try tx.project(id)?.name ?? id.text
        }
        let explanation = Explanation(decision, area: area, needed: needed)
        let giver = try decision.grant?.origin.giver.flatMap { try tx.person($0)?.name }
        let group = try decision.grant?.group.flatMap { try tx.group($0, of: target.account, product: product.id)?.name }
        person = member.person.text
        name = try tx.person(member.person)?.name ?? member.person.text
        email = try tx.mainAddress(of: member.person)?.address.written ?? ""
        allowed = decision.isPermitted
        role = decision.role?.id.rawValue
        grant = decision.grant?.id.text
        reason = decision.reason.rawValue
        rule = explanation.rule
        why = explanation.toManagers(giver: giver.map { .text($0) }, group: group.map { .text($0) }).english
    }
}
