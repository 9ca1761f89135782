package import Access
package import Core
internal import Identity
internal import Language
internal import Outbox
package import SQL

/// Tells people that an access they asked for was given to them, whoever gave it and by whichever door. Repeated in the background.
package struct GrantedRequests: Sendable {
    /// So many requests are looked at in one transaction, the oldest first.
    private static let most = 1000

    private let catalog: ProductCatalog
    private let page: @Sendable (ProductID) -> String

    /// `page` gives the full URL of a product's start.
    package init(catalog: ProductCatalog, page: @escaping @Sendable (ProductID) -> String) {
        self.catalog = catalog
        self.page = page
    }

    /// What was asked for, and by which decision it is open.
    private struct Granted {
        let request: AccessRequest
        let area: Area
        let target: AccountInProduct
        let decision: Decision
    }

    package func areDue(in tx: Transaction, at now: Timestamp) throws -> Bool { try !ended(in: tx, at: now).isEmpty }

    /// Mails whoever now may do what they asked for, and forgets those requests and the old ones.
    package func send(in tx: Transaction, at now: Timestamp) throws {
        for (id, granted) in try ended(in: tx, at: now) {
            try tx.run("DELETE FROM access_requests WHERE id = \(id)")
            guard let granted, let person = try tx.person(granted.request.person), let letter = try letter(granted, to: person, tx),
                let recipient = try tx.recipient(person.id, about: tx.account(granted.target.account))
            else { continue }
            try tx.send(letter.message(to: recipient), at: now)
        }
    }

    /// The requests that are over: those that were granted, and with nil those that are old or name what there is no more.
    private func ended(in tx: Transaction, at now: Timestamp) throws -> [(id: AccessRequestID, granted: Granted?)] {
        try tx.oldestAccessRequests(limit: Self.most).compactMap { request in
            guard let product = catalog[request.product], let area = product.area(request.area),
                request.askedAt > now - AccessRequest.lifetime
            else { return (request.id, nil) }
            let member = try tx.member(request.person, in: request.account, product: product.id)
            let decision = decide(member, .view, .area(area.id), in: product, at: now)
            guard try decision.isPermitted && tx.maySignIn(request.person) else { return nil }
            let target = AccountInProduct(account: request.account, product: product)
            return (request.id, Granted(request: request, area: area, target: target, decision: decision))
        }
    }

    private func letter(_ granted: Granted, to person: Person, _ tx: Transaction) throws -> Letter? {
        guard let account = try tx.account(granted.target.account) else { return nil }
        let area = granted.area.title
        let product = granted.target.product
        return try Letter(
            Phrase("granted-mail.subject", ["area": area, "account": account.name]),
            [
                Phrase("granted-mail.greeting", ["person": person.name]),
                Phrase("granted-mail.granted", ["area": area, "account": account.name, "product": product.name]),
            ] + terms(of: granted, tx),
            action: (Phrase("granted-mail.open", ["product": product.name]), page(product.id)),
            ending: [Phrase("granted-mail.reason", ["area": area])])
    }

    /// The role by which it is open, in which projects and until when; and who answered, or gave it where nobody did.
    private func terms(of granted: Granted, _ tx: Transaction) throws -> [Phrase] {
        guard let grant = granted.decision.grant, let role = granted.decision.role else { return [] }
        let names = try tx.projects(grant.projects).values.map(\.name).sorted().map { Phrase.text($0) }
        let projects: Phrase? =
            switch role.projects {
            case .all: granted.target.product.hasProjects ? "granted-mail.every-project" : nil
            case .none: nil
            case .assigned: names.isEmpty ? "granted-mail.no-project" : Phrase("granted-mail.projects", ["projects": Phrase.all(names)])
            }
        let end = grant.endsAt.map { Phrase("granted-mail.ends", ["day": Phrase.day($0 - .milliseconds(1))]) }
        let terms = [Phrase("granted-mail.role", ["role": role.title]), projects, end].compactMap(\.self)
        let answerer = granted.request.answer?.verdict == .approved ? granted.request.answer?.by : nil
        guard let name = try (answerer ?? grant.origin.giver).flatMap({ try tx.person($0)?.name }) else { return [.sentences(terms)] }
        return [.sentences(terms), Phrase(answerer == nil ? "granted-mail.given-by" : "granted-mail.answered-by", ["person": name])]
    }
}
