internal import Access
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// Where those who help people find them: by what they sign in with, and who is shut out now.
enum HelpPage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(OperatorPath.people, as: MayOversee<PeopleArea>.self, show)
    }

    private struct Found: Sendable {
        let person: Person
        let addresses: [String]

        init(_ person: Person, _ tx: Transaction) throws {
            self.person = person
            addresses = try tx.addresses(of: person.id).map(\.address.written)
        }
    }

    /// So many of each product are listed.
    private static let most = 200

    private struct ShutOut: Sendable {
        let episode: FailedEpisode
        let product: ProductID
        let name: String
    }

    @Sendable static func show(_ proof: MayOversee<PeopleArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id = site.id
        let now = request.time
        let wanted = request.query.text("q")
        let products = id.catalog.products.map(\.id)
        let (found, shutOut) = try await id.database.readLong { tx in
            (
                try people(wanted, tx).map { try Found($0, tx) },
                wanted.isEmpty ? try products.flatMap { try people(shutOutFrom: $0, tx, at: now) } : []
            )
        }
        let field = TextField("q", "operator.find", .text, in: FormState(request.query, []), hint: "operator.find-hint")
        let filters = Filters(
            OperatorPath.people, clearPath: wanted.isEmpty ? nil : OperatorPath.people, button: "operator.find-button", isOneField: true,
            content: field.html)
        let content: HTML = "\(filters)\(wanted.isEmpty ? nil : results(found))\(wanted.isEmpty ? table(shutOut, id) : nil)"
        return .page(
            id.operatorShell(proof.operating).page("operator.people", request, lead: "operator.people-lead", content: content))
    }

    /// By id, by an address or user name that they sign in with, or by the id of an import.
    private static func people(_ wanted: String, _ tx: Transaction) throws -> [Person] {
        guard !wanted.isEmpty else { return [] }
        if let id = PersonID(wanted) { return try tx.person(id).map { [$0] } ?? [] }
        let typed = try tx.candidates(typed: wanted).map(\.person)
        let imported = try tx.people(importedAs: wanted)
        return (typed + imported.filter { one in !typed.contains { $0.id == one.id } }).filter { $0.status != .erased }
    }

    private static func people(shutOutFrom product: ProductID, _ tx: Transaction, at now: Timestamp) throws -> [ShutOut] {
        let since = now - MoveFigures.lookingBack
        return try tx.peopleShutOut(of: FiguresScope(product), since: since, limit: most).compactMap { episode in
            guard let id = episode.person, let person = try tx.person(id) else { return nil }
            return ShutOut(episode: episode, product: product, name: person.name)
        }
    }

    private static func results(_ found: [Found]) -> HTML {
        guard !found.isEmpty else { return EmptyState("operator.nobody-found", "operator.nobody-found-next", icon: .search).html }
        let rows = found.map { one -> [HTML] in
            let addresses = one.addresses.map { address -> HTML in "<div>\(PageText.breakable(address))</div>" }
            return [
                "<a href=\"\(MovePath.person(one.person.id))\">\(one.person.name)</a>", "\(addresses)", one.person.status.badge.html,
                "\(one.person.lastSignInAt.map { PageText.time($0) })",
            ]
        }
        return Table(
            "operator.people",
            [.init("operator.name", .name), .init("operator.addresses"), .init("operator.state"), .init("operator.last-sign-in")],
            rows: rows
        ).html
    }

    private static func table(_ shutOut: [ShutOut], _ site: IDSite) -> HTML {
        guard !shutOut.isEmpty else { return Notice.good("operator.nobody-shut-out").html }
        let rows = shutOut.map { one -> [HTML] in
            [
                "\(one.episode.person.map { id -> HTML in "<a href=\"\(MovePath.person(id))\">\(one.name)</a>" })",
                "\(site.name(of: one.product.rawValue))", PageText.time(one.episode.lastAt), "\(one.episode.result.title)",
                "\(one.episode.whom.title)",
            ]
        }
        let table = Table(
            "operator.shut-out-now",
            [
                .init("operator.name", .name), .init("home.product"), .init("operator.last-try"), .init("operator.what"),
                .init("operator.class"),
            ], rows: rows, showsCaption: true)
        let cut: HTML? = shutOut.count >= most ? "<p>\(words: "operator.shut-out-cut", ["count": most])</p>" : nil
        return "\(table)\(cut)<p class=\"quiet\">\(words: "operator.shut-out-explained")</p>"
    }
}

extension Person.Status {
    var badge: Badge {
        switch self {
        case .active: Badge("operator.status-active", .good)
        case .suspended: Badge("operator.status-suspended", .warning)
        case .invited: Badge("operator.status-invited", .info)
        case .leaving: Badge("operator.status-leaving", .warning)
        case .erased: Badge("operator.status-erased")
        }
    }
}
