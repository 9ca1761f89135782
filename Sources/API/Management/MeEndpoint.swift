internal import Access
internal import Core
internal import HTTPTypes
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Transition
internal import Web

/// Answers who is signed in and what they may do now. A product asks at each of its requests, so that a change takes effect at the next
/// request.
enum MeEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.me, as: Caller.self, show)
    }

    @Sendable static func show(_ caller: Caller, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery(["account", "product", "area", "action", "include"])
        let question = try AreaQuestion(request)
        let countsWaiting = try countsWaiting(request)
        let catalog = site.catalog
        let wanted = try wantedAccount(request) ?? caller.token.account
        let now = request.time
        let only = try (caller.client.product ?? wantedProduct(request, catalog)).map { ProductID(rawValue: $0) }
        let move = try await site.moveAhead(of: caller, at: now)
        return .json(
            try await site.read { tx in
                let own = try tx.memberships(of: caller.id)
                let memberships = own.filter { member in
                    (only == nil || member.product == only) && (caller.token.account == nil || member.account == caller.token.account)
                }
                let accounts = try memberships.compactMap {
                    try tx.summary(of: $0, catalog, demand: caller.closed[$0.account], at: now)
                }
                let current = memberships.first {
                    $0.status == .active && (wanted == nil || $0.account == wanted) && caller.closed[$0.account] == nil
                }
                var answer: [(String, JSON)] = [
                    ("person", try tx.json(ofReader: caller.person)), ("accounts", .array(accounts)),
                ]
                // For the menu of our own products; what else a person opens is nobody else's business.
                if caller.client.firstParty { answer.append(("products", .array(site.products(of: own)))) }
                if let move { answer.append(("move", ["at": .string(move.at.rfc3339), "may_wait": .bool(move.mayWait)])) }
                answer.append(("current", try current.flatMap { try tx.rights(of: $0, catalog, at: now) } ?? .null))
                if let question {
                    answer.append(("refusal", try current.flatMap { try tx.refusal(of: question, to: $0, catalog, at: now) } ?? .null))
                }
                if countsWaiting {
                    answer.append(("waiting", try current.flatMap { try tx.waiting(for: $0, catalog, at: now) } ?? .null))
                }
                return .object(answer)
            })
    }

    private static func countsWaiting(_ request: WebRequest) throws -> Bool {
        switch request.query["include"] {
        case nil: return false
        case "waiting": return true
        default:
            throw Problem(
                status: 400, code: "unknown-include", title: .english("There is nothing of that name to include."),
                fields: [FieldError("include", .english("Use waiting."))])
        }
    }

    private static func wantedAccount(_ request: WebRequest) throws -> AccountID? {
        guard let text = request.query["account"] else { return nil }
        guard let account = AccountID(text) else {
            throw Problem(
                status: 400, code: "invalid-account", title: .english("That is not the id of an account."),
                fields: [FieldError("account", .english("Use an id such as those under “accounts” in this answer without the parameter."))])
        }
        return account
    }

    private static func wantedProduct(_ request: WebRequest, _ catalog: ProductCatalog) throws -> String? {
        guard let text = request.query["product"] else { return nil }
        guard catalog[ProductID(rawValue: text)] != nil else { throw AccessError.unknownProduct(String(text.prefix(64))).problem }
        return text
    }
}

extension APISite {
    /// The products that these memberships open, with their addresses.
    fileprivate func products(of memberships: [Member]) -> [JSON] {
        let own = Set(memberships.filter { $0.status == .active }.map(\.product))
        return catalog.products.filter { own.contains($0.id) }.compactMap { product in
            productAddresses[product.id].map {
                ["id": .string(product.id.rawValue), "name": .string(product.name), "address": .string($0)]
            }
        }
    }
}

/// The area and the action that a page needs, `?area=&action=`: if the current account's role refuses it, the answer says who can change
/// that (rule 6).
private struct AreaQuestion: Sendable {
    let area: AreaID
    let action: Action

    /// nil if the request names no area.
    init?(_ request: WebRequest) throws {
        let action = request.query["action"] ?? Action.view.rawValue
        guard let action = Action(rawValue: action) else {
            throw Problem(
                status: 400, code: "unknown-action", title: .english("There is no such action."),
                detail: .english("Use view or manage."), fields: [FieldError("action", .english("Use view or manage."))])
        }
        guard let area = request.query["area"] else { return nil }
        self.area = AreaID(rawValue: area)
        self.action = action
    }
}

extension Transaction {
    /// The person, and how they read what products show and send them.
    fileprivate func json(ofReader person: Person) throws -> JSON {
        .object(try properties(of: person.id) + [("locale", .text(person.locale)), ("zoneinfo", .text(person.zoneinfo))])
    }

    fileprivate func summary(of member: Member, _ catalog: ProductCatalog, demand: SignInDemand?, at now: Timestamp) throws -> JSON? {
        guard let product = catalog[member.product], let account = try account(member.account) else { return nil }
        let roles = member.roles(in: product, at: now)
        let facts: [(String, JSON)] = [
            ("id", .string(account.id.text)), ("name", .string(account.name)), ("product", .string(product.id.rawValue)),
            ("role", .role(roles.first)), ("roles", .array(roles.map(JSON.role))),
            ("status", .string(member.status.rawValue)),
        ]
        switch demand {
        case nil: return .object(facts)
        case .twoFactors: return .object(facts + [("needs_second_factor", true)])
        case let demand?: return .object(facts + [("needs_sign_in", .string(demand.rawValue))])
        }
    }

    /// The current account's roles, areas and projects: all that any grant gives, and what each gives alone (rule 7).
    fileprivate func rights(of member: Member, _ catalog: ProductCatalog, at now: Timestamp) throws -> JSON? {
        guard let product = catalog[member.product], let account = try account(member.account) else { return nil }
        let roles = member.roles(in: product, at: now)
        let scope = member.projects(of: product, at: now)
        let projects = try projects(of: scope, in: account.id, limit: 1000)
        let source = try sources(of: account.id).first { $0.product == product.id }?.externalID
        let closing = try closing(of: AccountInProduct(account: account.id, product: product))
        let rights: [(String, JSON)] = [
            ("id", .string(account.id.text)), ("external_id", .text(source)), ("name", .string(account.name)),
            ("product", .string(product.id.rawValue)), ("locale", .text(account.language?.rawValue)),
            ("zoneinfo", .text(account.zone?.name)),
            ("member", .string(member.id.text)), ("role", .role(roles.first)), ("roles", .array(roles.map(JSON.role))),
            ("areas", product.json(ofAreas: roles.map(\.areas))),
            ("all_projects", .bool(scope == .all)), ("projects", .array(projects.map { $0.json(seenIn: scope) })),
            ("grants", .array(member.grants(at: now).compactMap { grant in product.role(of: grant).map { product.json(of: grant, $0) } })),
        ]
        return .object(rights + (closing.map { [("closes_at", .string($0.closesAt.rfc3339))] } ?? []))
    }

    fileprivate func waiting(for member: Member, _ catalog: ProductCatalog, at now: Timestamp) throws -> JSON? {
        try catalog[member.product].map { try Waiting.find(for: member, in: $0, at: now, in: self).json }
    }

    /// Why the member may not do it and who can change that; nil if they may.
    fileprivate func refusal(
        of question: AreaQuestion, to member: Member, _ catalog: ProductCatalog, at now: Timestamp
    ) throws -> JSON? {
        guard let product = catalog[member.product] else { return nil }
        let area = try product.area(named: question.area, or: 404)
        if decide(member, question.action, .area(area.id), in: product, at: now).isPermitted { return nil }
        let target = AccountInProduct(account: member.account, product: product)
        return .object(
            try explanation(of: question.action, area, to: member, target, at: now) + [
                ("holders", .array(try holders(besides: member.person, target, at: now))),
                ("request", try requestJSON(of: member.person, for: area.id, in: target, at: now)),
            ])
    }
}

extension Product {
    /// The areas that any of these rights open, in the catalog's order, each with the highest action.
    fileprivate func json(ofAreas rights: [[AreaID: Action]]) -> JSON {
        .object(
            areas.compactMap { area in
                let actions = rights.compactMap { $0[area.id] }
                guard let action = actions.first(where: { $0 == .manage }) ?? actions.first else { return nil }
                return (area.id.rawValue, .string(action.rawValue))
            })
    }

    /// What one grant gives alone: its areas in these projects.
    fileprivate func json(of grant: AccessGrant, _ role: Role) -> JSON {
        let projects = role.projects == .assigned ? grant.projects.map(\.text).sorted() : []
        return [
            "role": .string(role.id.rawValue), "areas": json(ofAreas: [role.areas]), "all_projects": .bool(role.projects == .all),
            "projects": .array(projects.map { .string($0) }), "ends_at": .text(grant.endsAt?.rfc3339),
        ]
    }
}
