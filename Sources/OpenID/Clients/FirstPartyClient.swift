internal import Audit
package import Core
package import SQL

/// The relying party of one of our own products. It is updated from the configuration at each start.
package struct FirstPartyClient: Sendable {
    package let id: ClientID
    /// Derived from the master key. So the products in this process can compute it, and the database stores only its hash.
    package let secret: Secret<String>

    /// Creates the product's client, or updates the existing one. `address` is the product's public address without a slash at the end.
    package static func ensure(
        product: String, name: String, address: String, callback: String, backchannelLogout: String?, keyring: Keyring,
        in database: any Database, at now: Timestamp
    ) async throws -> FirstPartyClient {
        let secret = Secret(Base64URL.encode(keyring.derivedKey("first-party client " + product).exposed))
        var registration = ClientRegistration.relyingParty(name, redirectURIs: [address + callback])
        registration.firstParty = true
        registration.scopes.append(Scope.manage)
        registration.product = product
        registration.postLogoutRedirectURIs = [address + "/signed-out", address + "/"]
        registration.backchannelLogoutURI = backchannelLogout.map { address + $0 }
        var wanted = try registration.client(at: now).client
        wanted.secretHash = TokenHash(secret.exposed, purpose: .clientSecret).bytes
        let client = wanted
        return try await database.write { tx in
            guard let known = try tx.firstPartyClient(of: product) else {
                try tx.add(client, by: .system, at: now)
                return FirstPartyClient(id: client.id, secret: secret)
            }
            try tx.bringUpToDate(known, like: client, at: now)
            return FirstPartyClient(id: known.id, secret: secret)
        }
    }
}

extension Transaction {
    fileprivate func bringUpToDate(_ known: Client, like wanted: Client, at now: Timestamp) throws {
        var client = known
        client.name = wanted.name
        client.redirectURIs = wanted.redirectURIs
        client.secretHash = wanted.secretHash
        client.postLogoutRedirectURIs = wanted.postLogoutRedirectURIs
        client.backchannelLogoutURI = wanted.backchannelLogoutURI
        client.scopes = wanted.scopes
        if client != known { try update(client, by: .system, at: now) }
    }
}
