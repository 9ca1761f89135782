internal import Access
internal import Audit
internal import Core
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// A product says what it is about to book for a program of the operator's. The program is named by its client, which must have the scope for
/// it. Cost: one commit.
enum BillingEventEndpoint {
    private static let actions: [AuditAction] = [
        .billingToppedUp, .billingPaid, .billingCorrected, .billingCredited, .billingTaxSet, .billingPriceSet,
    ]
    /// What an event may say besides: never a sum.
    private static let details: Set = ["currency", "invoice", "category", "rate", "country", "from"]

    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.billingEvents, as: ProductClient.self, limit: 16384, record)
    }

    @Sendable static func record(_ proof: ProductClient, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        guard proof.client.firstParty, Scope.product(of: [Scope.writeBilling]) == proof.product.rawValue else { throw Problem.notFound }
        var body = try request.jsonObject()
        let name = body.text("event", max: 64)
        let action = actions.first { $0.rawValue == name }
        if action == nil, !name.isEmpty {
            body.refuse("event", "“event” is one of: \(actions.map(\.rawValue).joined(separator: ", ")).")
        }
        let client = ClientID(body.text("client", max: 64))
        let subject = body.text("subject", max: 128)
        let order = body.text("order", max: 64)
        let account = body.optionalText("account", max: 64)
        let details = read(&body)
        try body.finish()
        let now = request.time
        let product = proof.product
        try await site.database.write { tx in
            guard let action, let client, let known = try tx.client(client), known.revokedAt == nil,
                known.scopes.contains(Scope.writeBilling)
            else { throw wrong("client", "No client of that id may book here.") }
            let account = account.map { AccountID($0) }
            if let account {
                guard let account, try tx.products(of: account).contains(product) else {
                    throw wrong("account", "This product has no such account.")
                }
            }
            let said = details.merging(["order": order, "product": product.rawValue]) { $1 }
            try tx.append(AuditEvent(action, by: .client(known.id.text), on: subject, account: account ?? nil, details: said), at: now)
        }
        return .json(["recorded_at": .string(now.rfc3339)])
    }

    private static func read(_ body: inout JSONObject) -> [String: String] {
        var read: [String: String] = [:]
        for (name, value) in body.value("details")?.object ?? [] {
            guard details.contains(name), let text = value.string, text.utf8.count <= 1000 else {
                body.refuse("details", "“details” are texts by these names: \(details.sorted().joined(separator: ", ")).")
                return [:]
            }
            read[name] = text
        }
        return read
    }

    private static func wrong(_ field: String, _ message: String) -> Problem {
        Problem(
            status: 422, code: "invalid", title: .english("The event cannot be recorded."), fields: [FieldError(field, .english(message))])
    }
}
