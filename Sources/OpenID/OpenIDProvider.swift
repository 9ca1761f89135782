// OpenID owns clients, grants, tokens, signing keys and logout: the OpenID Provider as a domain, without HTTP and without people. It asks
// a `SubjectDirectory` who somebody is and what they may; sessions belong to Identity, rights to Access. Endpoints are in IDSite/OpenID.
// Its operations are async only to reach the database; each decision is one transaction, and no signature is made inside one.

package import Core
package import SQL

/// The provider of one issuer over one database.
package struct OpenIDProvider: Sendable {
    /// The public address without a slash at the end: `http://localhost:8080`.
    package let issuer: String
    package let database: any Database
    package let directory: any SubjectDirectory
    package let clients: ClientCache
    package let keys: KeyStore
    package let verifier: AccessTokenVerifier
    package let lifetimes: Lifetimes
    let keyring: Keyring
    let random: any RandomSource

    /// Call `KeyRotation.prepare` once before the first token.
    package init(
        issuer: String, database: any Database, directory: any SubjectDirectory, keyring: Keyring, lifetimes: Lifetimes = Lifetimes(),
        random: any RandomSource = SystemRandom()
    ) {
        (self.issuer, self.database, self.directory, self.keyring) = (issuer, database, directory, keyring)
        (self.lifetimes, self.random) = (lifetimes, random)
        clients = ClientCache(database)
        keys = KeyStore(database, keyring: keyring)
        verifier = AccessTokenVerifier(issuer: issuer, keys: keys, clients: clients, database: database, directory: directory)
    }
}
