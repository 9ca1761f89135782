internal import Audit
internal import Core
internal import SQL

/// An assertion presented at the token endpoint. It counts once, and only while the login is the product's own: from the first sign-in at
/// the ID on, nothing of it works. No refresh token comes of it; the product asks again.
struct AssertionExchange: Sendable {
    let assertion: Assertion
    let client: Client
    let account: AccountID?
    let scopes: [String]
    let grant: GrantID

    func run(_ tx: Transaction, _ directory: any SubjectDirectory, at now: Timestamp) throws -> GrantOutcome {
        let unknown = GrantOutcome.invalid("The login is not this product's own any more, or never was.")
        guard try tx.use(assertion.id, until: assertion.expiresAt) else { return .invalid("The assertion was used before.") }
        guard let product = client.product, try directory.subject(assertion.subject, in: tx)?.person == assertion.subject,
            try directory.signsInThere(assertion.subject, at: product, since: assertion.authenticatedAt, in: tx)
        else { return unknown }
        if let step = assertion.oneTimeStep, try !directory.useOneTimeStep(step, of: assertion.subject, in: tx) {
            return .invalid("The one-time code was used before.")
        }
        let grant = Grant(self, at: now)
        guard let live = try tx.live(grant, of: client, directory, at: now) else { return unknown }
        try tx.add(grant, at: now)
        return .live(live)
    }
}
