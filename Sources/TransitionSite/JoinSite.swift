// TransitionSite is the pages of the move from old logins: after sign-in, the offer to join another login of the same address. It holds
// no rules of its own (Transition does) and can be taken out with Transition when the move is over. It does not know IDSite: the
// executable puts `next` behind the sign-in, and its routes on the same server.

package import Access
package import Core
package import Identity
package import SQL
internal import Transition
package import Web

/// What the joining pages work with.
package struct JoinSite: Sendable {
    package var database: any Database
    package var clock: any WallClock
    package var catalog: ProductCatalog
    package var steps: SignInSteps
    /// The ID's session cookie, its name without prefix.
    package var sessionCookie: String
    /// Where the flow behind a `return_to` ends: forms of the page may lead there.
    package var formOrigins: @Sendable (LocalPath) async throws -> [String]

    package init(
        database: any Database, clock: any WallClock, catalog: ProductCatalog, steps: SignInSteps, sessionCookie: String,
        formOrigins: @escaping @Sendable (LocalPath) async throws -> [String] = { _ in [] }
    ) {
        (self.database, self.clock, self.catalog, self.steps) = (database, clock, catalog, steps)
        (self.sessionCookie, self.formOrigins) = (sessionCookie, formOrigins)
    }

    /// Registers the pages.
    package static func addPages(to routes: Routes<JoinSite>) {
        JoinPage.add(to: routes)
        JoinProofs.add(to: routes)
    }

    /// What comes after a sign-in: the offer's path, where there is something to offer and it was not put off; nil otherwise.
    package func next(after session: Session, returnTo: String) async throws -> String? {
        let now = clock.now()
        guard try await database.read({ try $0.isJoinDue(for: session, at: now) }) else { return nil }
        return "/join?" + PercentCoding.query([("return_to", returnTo)])
    }

    /// The offer's path for whoever is signed in and wants into a product that another login of the same address has, put off or not;
    /// nil where there is none.
    package func path(toBringIn product: String, after session: Session, returnTo: String) async throws -> String? {
        let now = clock.now()
        let offers = try await database.read { try $0.joinOffers(for: session, at: now) }
        guard offers.contains(where: { $0.products.contains(product) }) else { return nil }
        return "/join?" + PercentCoding.query([("return_to", returnTo)])
    }

    /// "Customer Dashboard and Mail Control Panel".
    func names(of products: [String]) -> String {
        let names = products.map { catalog[ProductID(rawValue: $0)]?.name ?? $0 }
        guard let last = names.last, names.count > 1 else { return names.first ?? "the ID" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
