// TransitionSite has the pages for the move from old logins: after sign-in, the offer to join another login with the same address. The
// rules are in Transition, and both can be removed when the move is over. It does not know IDSite: the executable calls `next` after the
// sign-in, and adds its routes to the same server.

package import Access
package import Core
package import Identity
package import SQL
internal import Transition
package import Web

/// The dependencies of the joining pages.
package struct JoinSite: Sendable {
    package var database: any Database
    package var clock: any WallClock
    package var catalog: ProductCatalog
    package var steps: SignInSteps
    /// The name of the ID's session cookie, without prefix.
    package var sessionCookie: String
    /// The origins where the flow of a `return_to` ends; forms of the page may redirect there.
    package var formOrigins: @Sendable (LocalPath) async throws -> [String]

    package init(
        database: any Database, clock: any WallClock, catalog: ProductCatalog, steps: SignInSteps, sessionCookie: String,
        formOrigins: @escaping @Sendable (LocalPath) async throws -> [String] = { _ in [] }
    ) {
        self.database = database
        self.clock = clock
        self.catalog = catalog
        self.steps = steps
        self.sessionCookie = sessionCookie
        self.formOrigins = formOrigins
    }

    /// Registers the pages.
    package static func addPages(to routes: Routes<JoinSite>) {
        JoinPage.add(to: routes)
        JoinProofs.add(to: routes)
    }

    /// The page to show after a sign-in: the path of the offer, if there is one and it was not postponed; nil otherwise.
    package func next(after session: Session, returnTo: String) async throws -> String? {
        let now = clock.now()
        guard try await database.read({ try $0.isJoinDue(for: session, at: now) }) else { return nil }
        return "/join?" + PercentCoding.query([("return_to", returnTo)])
    }

    /// The path of the offer, for a signed-in person who wants to use a product that another login with the same address has. A postponed
    /// offer counts too; nil if there is none.
    package func path(toBringIn product: String, after session: Session, returnTo: String) async throws -> String? {
        let now = clock.now()
        let offers = try await database.read { try $0.joinOffers(for: session, at: now) }
        guard offers.contains(where: { $0.products.contains(product) }) else { return nil }
        return "/join?" + PercentCoding.query([("return_to", returnTo)])
    }

    /// The names of the products as text: "Customer Dashboard and Mail Control Panel".
    func names(of products: [String]) -> String {
        let names = products.map { catalog[ProductID(rawValue: $0)]?.name ?? $0 }
        guard let last = names.last, names.count > 1 else { return names.first ?? "the ID" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }
}
