// TransitionSite has the pages for the move from old logins: after sign-in, the offer to join another login with the same address. The
// rules are in Transition, and both can be removed when the move is over. Its pages are pages of IDSite, which knows nothing of it: the
// executable adds them, and gives IDSite the `next` of a `JoinSite` as what follows a sign-in.

package import Access
package import Core
package import IDSite
package import Identity
package import SQL
internal import Transition
package import Web

/// The dependencies of the joining pages.
package struct JoinSite: SignInContinuation {
    package var database: any Database
    package var clock: any WallClock
    package var catalog: ProductCatalog
    package var steps: SignInSteps
    /// The origins where the flow of a `return_to` ends; forms of the page may redirect there.
    package var formOrigins: @Sendable (LocalPath) async throws -> [String]

    package init(
        database: any Database, clock: any WallClock, catalog: ProductCatalog, steps: SignInSteps,
        formOrigins: @escaping @Sendable (LocalPath) async throws -> [String] = { _ in [] }
    ) {
        self.database = database
        self.clock = clock
        self.catalog = catalog
        self.steps = steps
        self.formOrigins = formOrigins
    }

    /// Registers the pages.
    package func addPages(to routes: Routes<IDSite>) {
        JoinPage.add(to: routes, of: self)
        JoinProofs.add(to: routes, of: self)
    }

    typealias Handler = @Sendable (JoiningPerson, WebRequest, JoinSite) async throws -> WebResponse

    /// The handler as one of the ID's routes.
    func handling(_ handler: @escaping Handler) -> Routes<IDSite>.Handler<JoiningPerson> {
        { person, request, _ in try await handler(person, request, self) }
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
