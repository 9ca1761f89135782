// OpenID owns clients, grants, tokens, signing keys and logout: the logic of the OpenID Provider, without HTTP and without data about
// people. It asks a `SubjectDirectory` who a person is and what they may do; sessions belong to Identity, rights to Access. The endpoints
// are in IDSite/OpenID. Operations are async only to reach the database. Each decision is one transaction, and nothing is signed inside a
// transaction.

package import Core
package import SQL

/// The OpenID Provider of one issuer, with one database.
package struct OpenIDProvider: Sendable {
    /// The public address without a slash at the end: `http://localhost:8080`.
    package let issuer: String
    package let database: any Database
    package let directory: any SubjectDirectory
    package let clients: ClientCache
    package let publicOrigins: PublicOrigins
    package let keys: KeyStore
    package let verifier: AccessTokenVerifier
    package let lifetimes: Lifetimes
    package let keyring: Keyring
    let random: any RandomSource
    let clientErrors = ClientErrors()
    let keyUses = KeyUses()

    /// Call `KeyRotation.prepare` once before the first token.
    package init(
        issuer: String, database: any Database, directory: any SubjectDirectory, keyring: Keyring, lifetimes: Lifetimes = Lifetimes(),
        random: any RandomSource = SystemRandom()
    ) {
        self.issuer = issuer
        self.database = database
        self.directory = directory
        self.keyring = keyring
        self.lifetimes = lifetimes
        self.random = random
        clients = ClientCache(database)
        publicOrigins = PublicOrigins(database)
        keys = KeyStore(database, keyring: keyring)
        verifier = AccessTokenVerifier(issuer: issuer, keys: keys, clients: clients, database: database, directory: directory)
    }
}
