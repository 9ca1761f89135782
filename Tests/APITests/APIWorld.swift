import API
import Access
import Audit
import Core
import Crypto
import Directory
import Foundation
import HTTPTypes
import Identity
import OpenID
import Provisioning
import SQL
import Schema
import TestSupport
import Testing
import Web

/// Two accounts and the whole API over them: Northwind with a person of each role, Elsewhere with one administrator.
struct APIWorld: Sendable {
    static let issuer = "http://localhost:8080"

    /// The dashboard's roles in the order of the role table, which begins with the administrator.
    static func roles() throws -> [RoleID] { try RoleTable.of("dashboard").rows.map { RoleID(rawValue: $0.role) } }

    static func keyring() throws -> Keyring { try .ofTests }

    let database: any Database
    let catalog: ProductCatalog
    let clock = TestClock()
    let provider: OpenIDProvider
    let website: Website
    let account: AccountID
    let elsewhere: AccountID
    /// The first is assigned to everybody who has assigned projects, the second to nobody.
    let projects: [Project]
    let foreignProject: Project
    let members: [RoleID: Access.Member]
    let stranger: Access.Member
    let product: Client
    let evaluator: Client
    private(set) var secrets: [ClientID: String]

    /// `products`: catalog files beside the shipped ones.
    static func with(products: [ProductCatalog.File] = [], _ body: (APIWorld) async throws -> Void) async throws {
        try await TestDatabase.with(IDSchema.migrations) { try await body(APIWorld($0, products)) }
    }

    private init(_ database: any Database, _ others: [ProductCatalog.File]) async throws {
        let clock = clock
        let now = clock.now()
        let catalog = try ProductCatalog(
            files: ["dashboard", "mail"].map {
                let file = Vectors.project.appending(path: "Products/\($0).yaml")
                return ProductCatalog.File(name: file.lastPathComponent, text: try String(contentsOf: file, encoding: .utf8))
            } + others)
        let keyring = try Self.keyring()
        provider = OpenIDProvider(issuer: Self.issuer, database: database, directory: PeopleDirectory(), keyring: keyring)
        try await SigningKeys.shared.copy(into: database, keyring: keyring, at: now)
        var registration = ClientRegistration.relyingParty("Dashboard", redirectURIs: ["http://localhost:8081/back"])
        registration.firstParty = true
        registration.product = "dashboard"
        let product = try registration.client(at: now)
        let evaluator = try ClientRegistration(
            name: "Shop", grantTypes: [.clientCredentials], scopes: [Scope.evaluate, Scope.readMessages]
        )
        .client(at: now)
        self.product = product.client
        self.evaluator = evaluator.client
        secrets = [product.client.id: product.secret?.exposed ?? "", evaluator.client.id: evaluator.secret?.exposed ?? ""]
        let made = try await database.write { tx in
            for client in [product.client, evaluator.client] { try tx.add(client, by: .operatorCommand, at: now) }
            return try People(tx, catalog, now).make()
        }
        self.database = database
        self.catalog = catalog
        account = made.account
        elsewhere = made.elsewhere
        projects = made.projects
        foreignProject = made.foreignProject
        members = made.members
        stranger = made.stranger
        let site = APISite(
            database: database, clock: clock, catalog: catalog, openID: provider,
            productAddresses: ["dashboard": "http://localhost:8081"],
            requestPage: { PathTo<String>("/users/requests/:request")($1.text).query([("account", $0.text)]) })
        let routes = Routes<APISite>()
        APISite.register(on: routes)
        var settings = WebsiteSettings(
            address: try #require(PublicAddress(Self.issuer)), cookieName: "lanyard_id", brand: .id,
            formKey: Secret([UInt8](repeating: 1, count: 32)))
        settings.clock = clock
        let provisioning = Routes<ProvisioningSite>()
        ProvisioningSite.register(on: provisioning)
        let directories = ProvisioningSite(database: database, catalog: catalog, issuer: Self.issuer, keyring: keyring)
        website = Website(routes.bound(to: site) + provisioning.bound(to: directories), settings)
    }

    /// A copy of this world that can authenticate one more client.
    func knowing(_ made: ClientRegistration.Made) -> APIWorld {
        var copy = self
        copy.secrets[made.client.id] = made.secret?.exposed
        return copy
    }

    func member(_ role: RoleID) throws -> Access.Member { try #require(members[role]) }
}

/// Makes the people of both accounts as the operator would.
private struct People {
    let tx: Transaction
    let catalog: ProductCatalog
    let now: Timestamp
    init(_ tx: Transaction, _ catalog: ProductCatalog, _ now: Timestamp) {
        self.tx = tx
        self.catalog = catalog
        self.now = now
    }

    struct Made: Sendable {
        let account: AccountID
        let elsewhere: AccountID
        let projects: [Project]
        let foreignProject: Project
        let members: [RoleID: Access.Member]
        let stranger: Access.Member
    }

    func make() throws -> Made {
        let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
        let importer = Administration(tx, catalog: catalog, by: .importer, at: now)
        let owner = try person("administrator")
        let account = try work.openAccount(named: "Northwind", products: ["dashboard"], first: owner).id
        let later = Administration(tx, catalog: catalog, by: .importer, at: now + .milliseconds(1))
        let projects = [try importer.importedProject("Checkout", in: account), try later.importedProject("Alerts", in: account)]
        var members: [RoleID: Access.Member] = [:]
        members["administrator"] = try tx.member(owner, in: account, product: "dashboard")
        for role in try APIWorld.roles().dropFirst() {
            let assigned = catalog["dashboard"]?.role(role)?.projects == .assigned
            members[role] = try work.addMember(
                person(role.rawValue), to: account, product: "dashboard", role: role, projects: assigned ? [projects[0].id] : [])
        }
        let other = try person("stranger")
        let elsewhere = try work.openAccount(named: "Elsewhere", products: ["dashboard"], first: other).id
        let foreign = try importer.importedProject("Alerts", in: elsewhere)
        let stranger = try #require(try tx.member(other, in: elsewhere, product: "dashboard"))
        return Made(
            account: account, elsewhere: elsewhere, projects: projects, foreignProject: foreign, members: members, stranger: stranger)
    }

    private func person(_ name: String) throws -> PersonID {
        let person = Person(id: PersonID(at: now), name: "The \(name)", status: .active, createdAt: now)
        try tx.insert(person, by: .operatorCommand, at: now)
        let address = try #require(EmailAddress(name + "@northwind.example"))
        try tx.insert(
            PersonAddress(
                id: AddressID(at: now), personID: person.id, address: address, verifiedAt: now,
                createdAt: now))
        return person.id
    }
}

/// Signing keys that are made once for all tests, because making an RSA key takes longer than a test.
private actor SigningKeys {
    static let shared = SigningKeys()
    private var made: Task<[Row], any Error>?

    func copy(into database: any Database, keyring: Keyring, at now: Timestamp) async throws {
        let task =
            made
            ?? Task {
                try await TestDatabase.with(IDSchema.migrations) { database in
                    try await KeyRotation.prepare(database, keyring: keyring, at: now)
                    return try await database.read {
                        try $0.rows(
                            "SELECT kid, algorithm, private_sealed, public_jwk, created_at, signs_from, shown_until FROM signing_keys")
                    }
                }
            }
        made = task
        let rows = try await task.value
        try await database.write { tx in
            for row in rows {
                let kid: String = try row["kid"]
                let algorithm: String = try row["algorithm"]
                let jwk: String = try row["public_jwk"]
                let sealed: [UInt8] = try row["private_sealed"]
                let created: Timestamp = try row["created_at"]
                let from: Timestamp? = try row["signs_from"]
                let until: Timestamp? = try row["shown_until"]
                try tx.run(
                    """
                    INSERT INTO signing_keys (kid, algorithm, private_sealed, public_jwk, created_at, signs_from, shown_until)
                    VALUES (\(kid), \(algorithm), \(sealed), \(jwk), \(created), \(from), \(until))
                    """)
            }
        }
    }
}
