internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// A product says what it is about to book for a program of the operator's, or to change for somebody of the account. The program is named by
/// its client, which must have the scope for it, and the person by their subject: they must be allowed to, now. What a program
/// calls by one name is recorded once. Cost: one commit.
enum BillingEventEndpoint {
    private static let ofPrograms: [AuditAction] = [
        .billingToppedUp, .billingPaid, .billingCorrected, .billingCredited, .billingTaxSet, .billingPriceSet,
    ]
    /// What people do on its pages, and what they need for it in the area that governs money.
    private static let ofPeople: [AuditAction: Action] = [
        .billingAccountMade: .manage, .billingAccountChanged: .manage, .billingProjectMoved: .manage, .billingMarkSet: .manage,
        .billingMarkRemoved: .manage, .billingMarkPeopleChosen: .view,
    ]
    /// What an event may say besides: never a sum.
    private static let details: Set = [
        "currency", "invoice", "category", "rate", "country", "from", "billing_account", "project", "added", "removed",
    ]

    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.billingEvents, as: ProductClient.self, limit: 16384, record)
    }

    @Sendable static func record(_ proof: ProductClient, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        guard proof.client.firstParty, Scope.product(of: [Scope.writeBilling]) == proof.product.rawValue,
            let product = site.catalog[proof.product]
        else { throw Problem.notFound }
        let said = try Said(request, actions: ofPrograms + ofPeople.keys, details: details)
        let now = request.time
        let recorded = try await site.database.write { tx in
            let actor = try actor(of: said, product, in: tx, at: now)
            if let account = said.account, try !tx.products(of: account).contains(product.id) {
                throw wrong("account", "This product has no such account.")
            }
            if let order = said.order(of: product.id), let before = try tx.tell(order, at: now) { return before }
            let all = said.details.merging(["order": said.order, "product": product.id.rawValue].compactMapValues(\.self)) { $1 }
            try tx.append(AuditEvent(said.action, by: actor, on: said.subject, account: said.account, details: all), at: now)
            return now
        }
        return .json(["recorded_at": .string(recorded.rfc3339)])
    }

    /// Who does it. Throws a `Problem` for whoever may not.
    private static func actor(of said: Said, _ product: Product, in tx: Transaction, at now: Timestamp) throws -> AuditEvent.Actor {
        if let id = said.person {
            let money = product.area(governing: .money).map { Resource.area($0.id) }
            guard let person = PersonID(id), let account = said.account, let action = ofPeople[said.action], let money,
                decide(try tx.member(person, in: account, product: product.id), action, money, in: product, at: now).isPermitted
            else { throw wrong("person", "Nobody of that id may do this in the account.") }
            return .person(person)
        }
        guard let client = said.client.flatMap({ ClientID($0) }), let known = try tx.client(client), known.revokedAt == nil,
            known.scopes.contains(Scope.writeBilling), ofPrograms.contains(said.action)
        else { throw wrong("client", "No client of that id may book here.") }
        return .client(known.id.text)
    }

    private static func wrong(_ field: String, _ message: String) -> Problem {
        Problem(
            status: 422, code: "invalid", title: .english("The event cannot be recorded."), fields: [FieldError(field, .english(message))])
    }

    /// What was said, in its form.
    private struct Said: Sendable {
        let action: AuditAction
        let client: String?
        let person: String?
        let subject: String
        let order: String?
        let account: AccountID?
        let details: [String: String]

        init(_ request: WebRequest, actions: [AuditAction], details names: Set<String>) throws {
            var body = try request.jsonObject()
            let name = body.text("event", max: 64)
            let action = actions.first { $0.rawValue == name }
            if action == nil, !name.isEmpty {
                body.refuse("event", "“event” is one of: \(actions.map(\.rawValue).sorted().joined(separator: ", ")).")
            }
            client = body.optionalText("client", max: 64)
            person = body.optionalText("person", max: 64)
            subject = body.text("subject", max: 128)
            order = body.optionalText("order", max: 64)
            if (client == nil) == (person == nil) { body.refuse("client", "A program did it, or a person: “client” or “person”.") }
            if (client == nil) != (order == nil) { body.refuse("order", "“order” is what a program calls it, and none of a person's.") }
            let account = body.optionalText("account", max: 64)
            self.account = account.flatMap { AccountID($0) }
            if account != nil, self.account == nil { body.refuse("account", "“account” must be the id of an account.") }
            details = Self.details(&body, names)
            try body.finish()
            guard let action else { throw Problem.notFound }
            self.action = action
        }

        /// nil for what a person does.
        func order(of product: ProductID) -> ToldOrder? {
            guard let client, let order else { return nil }
            let told = [action.rawValue, subject, account?.text ?? ""] + details.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value] }
            let event = String(decoding: JSON.array(told.map(JSON.string)).bytes, as: UTF8.self)
            return ToldOrder(product: product.rawValue, client: client, name: order, event: event)
        }

        private static func details(_ body: inout JSONObject, _ names: Set<String>) -> [String: String] {
            var read: [String: String] = [:]
            for (name, value) in body.value("details")?.object ?? [] {
                guard names.contains(name), let text = value.string, text.utf8.count <= 4000 else {
                    body.refuse("details", "“details” are texts by these names: \(names.sorted().joined(separator: ", ")).")
                    return [:]
                }
                read[name] = text
            }
            return read
        }
    }
}
