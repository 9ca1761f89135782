// API is Lanyard's JSON API: management (`/api/v1`) for signed-in people, decisions (AuthZEN) for products, and the description of both. It
// contains no rules: each handler reads the request, asks the domain and writes the response. OpenID checks tokens, Access checks rights.

package import Access
package import Core
package import Directory
internal import Identity
package import OpenID
package import SQL
internal import Transition
package import Web

/// The dependencies of the API. The executable creates this once.
package struct APISite: RouteSite {
    package let database: any Database
    package let clock: any WallClock
    package let catalog: ProductCatalog
    package let openID: OpenIDProvider
    /// The URL of each product, without a slash at the end; mails link to it.
    package let productAddresses: [ProductID: String]
    /// The path of each product's page of a request for access, in whichever account its reader worked last.
    package let requestPage: @Sendable (AccountID, AccessRequestID) -> Path
    let limits = TryLimits()
    let tokens: TokenCache
    let routing: RolloutRouting
    let evaluations: KeptEvaluations
    let notices: ProductNotices
    package let catalogs: CatalogUpdates

    package init(
        database: any Database, clock: any WallClock, catalog: ProductCatalog, openID: OpenIDProvider,
        productAddresses: [ProductID: String], requestPage: @escaping @Sendable (AccountID, AccessRequestID) -> Path
    ) {
        self.database = database
        self.clock = clock
        self.catalog = catalog
        self.openID = openID
        self.productAddresses = productAddresses
        self.requestPage = requestPage
        tokens = TokenCache(openID.verifier)
        routing = RolloutRouting(database)
        evaluations = KeptEvaluations(database)
        catalogs = CatalogUpdates(catalog, database)
        notices = ProductNotices(catalog: catalog) { [issuer = openID.issuer] in issuer + NoticePath.notice($0).text }
    }

    var issuer: String { openID.issuer }

    /// The URL of the product, or of the ID where the product has none.
    package func address(of product: ProductID) -> String { productAddresses[product] ?? issuer }

    var keyring: Keyring { openID.keyring }

    package var closings: AccountClosings {
        AccountClosings(catalog: catalog) { [productAddresses, issuer] in productAddresses[$0] ?? issuer }
    }

    /// Adds all routes of the API to the ID's website.
    package static func register(on routes: Routes<APISite>) {
        MeEndpoint.register(on: routes)
        AccountEndpoints.register(on: routes)
        RoleEndpoints.register(on: routes)
        AnswerEndpoint.register(on: routes)
        CompletionEndpoint.register(on: routes)
        MemberEndpoints.register(on: routes)
        MemberChangeEndpoint.register(on: routes)
        MemberHistory.register(on: routes)
        GrantEndpoints.register(on: routes)
        GroupEndpoints.register(on: routes)
        DirectoryTokenEndpoints.register(on: routes)
        TwoFactorEndpoints.register(on: routes)
        PolicyEndpoints.register(on: routes)
        ConfirmationEndpoint.register(on: routes)
        ClosingEndpoints.register(on: routes)
        AccountMoveEndpoint.register(on: routes)
        MoveWaitEndpoint.register(on: routes)
        ReviewEndpoints.register(on: routes)
        ActivityEndpoint.register(on: routes)
        RecoveryEndpoints.register(on: routes)
        InvitationEndpoints.register(on: routes)
        ProjectEndpoints.register(on: routes)
        AccessKeyEndpoints.register(on: routes)
        AccessRequestEndpoints.register(on: routes)
        RequestAnswerEndpoints.register(on: routes)
        ClientEndpoints.register(on: routes)
        CatalogEndpoints.register(on: routes)
        RouteEndpoint.register(on: routes)
        ChangesEndpoint.register(on: routes)
        EpisodesEndpoint.register(on: routes)
        NoticeEndpoint.register(on: routes)
        BillingEventEndpoint.register(on: routes)
        ProjectNamesEndpoint.register(on: routes)
        EvaluationEndpoints.register(on: routes)
        SearchEndpoints.register(on: routes)
        DescriptionPages.register(on: routes)
    }
}

extension APISite {
    /// A read transaction in which each refusal of Access becomes a problem with an explanation.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await database.read { tx in try tx.explaining { try body(tx) } }
    }

    /// The same for what may take longer, on separate threads.
    func readLong<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await database.readLong { tx in try tx.explaining { try body(tx) } }
    }

    /// A read for an administrator who manages the account, on separate threads: they alone say what holds for all of it.
    func readAsAdministrator<Value: Sendable>(
        _ caller: Caller, of target: AccountInProduct, at now: Timestamp, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let catalog = catalog
        return try await readLong { tx in
            try Administration(tx, catalog: catalog, by: .person(caller.id), at: now)
                .checkSetsPolicies(of: target.account, as: target.product.id)
            return try body(tx)
        }
    }

    /// A change by the caller, in the same transaction as the check of their right.
    func change<Value: Sendable>(
        by caller: Caller, at now: Timestamp, _ body: @escaping @Sendable (Transaction, Administration) throws -> Value
    ) async throws -> Value {
        let catalog = catalog
        let person = caller.id
        let proof = ActingProof(caller.signIn) { try $0.canProveTwoFactors(person) }
        return try await database.write { tx in
            try tx.explaining { try body(tx, Administration(tx, catalog: catalog, by: .person(person), proved: proof, at: now)) }
        }
    }
}
