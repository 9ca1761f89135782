package import Core
package import Credentials
internal import Language
package import ProductKit
package import SQL
package import Web

/// What the pages of a product's own sign-in work with.
package struct ClassicSite: RouteSite {
    let site: ProductSite
    let connection: ProviderConnection
    let hashing: HashingPool
    let keys: ClassicKeys
    let floor: RefusalFloor
    let send: TextSender
    /// How long the ID may take to answer.
    package var patience = Duration.seconds(2)

    /// Sends a text message to a number. Throws if it cannot be handed over.
    package typealias TextSender = @Sendable (PhoneNumber, String) async throws -> Void

    package var proofSite: ProductSite { site }
    var product: String { site.product }
    var keyring: Keyring { site.keyring }
    var database: any Database { site.database }

    package init(
        _ site: ProductSite, connection: ProviderConnection, hashing: HashingPool, keys: ClassicKeys, floor: RefusalFloor,
        send: @escaping TextSender
    ) {
        self.site = site
        self.connection = connection
        self.hashing = hashing
        self.keys = keys
        self.floor = floor
        self.send = send
    }

    /// The route table.
    package static var table: Routes<ClassicSite> {
        let routes = Routes<ClassicSite>()
        LoginPage.register(on: routes)
        PasswordPage.register(on: routes)
        CodePage.register(on: routes)
        return routes
    }
}

extension ClassicSite: EarlierSignIn {
    package func page(_ request: WebRequest) async throws -> WebResponse {
        LoginPage.form(self, request, account: request.accountAsked, returningTo: request.returnPath)
    }

    package func arrived(_ subject: String, in tx: Transaction, at now: Timestamp) throws {
        try tx.closeCopiedLogin(subject, arrivedAt: now)
    }
}
