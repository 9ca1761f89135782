// Provisioning is SCIM 2.0 (RFC 7643, 7644): a directory of an account keeps the account's people in one product. What it may do is in
// Access (`Access/Provisioning`), by the same rules as everywhere; here is the protocol: schemas, filters, patches, representations.

package import Access
package import Core
internal import Identity
internal import Language
package import SQL
package import Web

/// The dependencies of SCIM. The executable creates this once.
package struct ProvisioningSite: RouteSite {
    let database: any Database
    let catalog: ProductCatalog
    /// The ID's public address, without a slash at the end.
    let issuer: String
    let keyring: Keyring
    let limits = TryLimits()

    package init(database: any Database, catalog: ProductCatalog, issuer: String, keyring: Keyring) {
        self.database = database
        self.catalog = catalog
        self.issuer = issuer
        self.keyring = keyring
    }

    package static func register(on routes: Routes<ProvisioningSite>) {
        UserEndpoints.register(on: routes)
        GroupEndpoints.register(on: routes)
        SearchEndpoint.register(on: routes)
        BulkEndpoint.register(on: routes)
        DescriptionEndpoints.register(on: routes)
    }

    /// A change by the directory, in one transaction with the check of its right.
    func change<Value: Sendable>(
        by provisioner: Provisioner, _ body: @escaping @Sendable (Transaction, Administration) throws -> Value
    ) async throws -> Value {
        let catalog = catalog
        return try await database.write { tx in
            do {
                return try body(tx, Administration(tx, catalog: catalog, by: .directory(provisioner.token), at: provisioner.now))
            } catch let error as AccessError { throw error.problem }
        }
    }
}
