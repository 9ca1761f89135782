internal import Audit
package import Core
package import SQL

/// The relying party of one of our own products. It is updated from the configuration at each start.
package struct FirstPartyClient: Sendable {
    package let id: ClientID
    /// Derived from the master key. So the products in this process can compute it, and the database stores only its hash.
    package let secret: Secret<String>

    /// One of our own products, as its client is registered.
    package struct Product: Sendable {
        /// Its id in the catalog: `dashboard`.
        package var id: String
        package var name: String
        /// The public address without a slash at the end.
        package var address: String
        /// The path of the redirect URI.
        package var callback: Path
        /// The paths that the ID may redirect to after a sign-out.
        package var afterSignOut: [Path]
        /// The path that back-channel logouts are sent to.
        package var backchannelLogout: Path?
        /// The public keys (a JWK Set) of its assertions, where it signs people in itself; nil for none.
        package var assertionKeys: String?

        package init(id: String, name: String, address: String, callback: Path, afterSignOut: [Path], backchannelLogout: Path?) {
            self.id = id
            self.name = name
            self.address = address
            self.callback = callback
            self.afterSignOut = afterSignOut
            self.backchannelLogout = backchannelLogout
        }

        fileprivate var registration: ClientRegistration {
            var registration = ClientRegistration.relyingParty(name, redirectURIs: [address + callback.text])
            registration.firstParty = true
            registration.scopes.append(Scope.manage)
            registration.product = id
            registration.postLogoutRedirectURIs = afterSignOut.map { address + $0.text }
            registration.backchannelLogoutURI = backchannelLogout.map { address + $0.text }
            return registration
        }
    }

    /// Creates the product's client, or updates the existing one.
    package static func ensure(
        _ product: Product, keyring: Keyring, in database: any Database, at now: Timestamp
    ) async throws -> FirstPartyClient {
        let secret = Secret(Base64URL.encode(keyring.derivedKey("first-party client " + product.id).exposed))
        var wanted = try product.registration.client(at: now).client
        wanted.secretHash = TokenHash(secret.exposed, purpose: .clientSecret).bytes
        wanted.assertionKeys = product.assertionKeys
        if product.assertionKeys != nil { wanted.grantTypes.insert(.assertion) }
        let client = wanted
        return try await database.write { tx in
            guard let known = try tx.firstPartyClient(of: product.id) else {
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
        client.assertionKeys = wanted.assertionKeys
        client.grantTypes = wanted.grantTypes
        if client != known { try update(client, by: .system, at: now) }
    }
}
