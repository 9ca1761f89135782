import Access
import Audit
import Core
import Delivery
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

@testable import Lanyard

/// Northwind of the example with one person of each role of both products, and Rival, another account with a person who owns it.
struct RoleWorld: Sendable {
    static let password = "quiet lantern orbit seventeen"

    let server: RunningServer
    let account: AccountID
    /// Alerts, which is assigned to everybody who has assigned projects, and Checkout, which is assigned to nobody.
    let given: Project
    let withheld: Project
    let members: [ProductID: [RoleID: Access.Member]]
    let rival: AccountID

    static func with(_ kind: DatabaseKind = .current, _ body: @escaping @Sendable (RoleWorld) async throws -> Void) async throws {
        try await RunningServer.with(kind, example: true) { server in try await body(RoleWorld(server)) }
    }

    private init(_ server: RunningServer) async throws {
        self.server = server
        let installation = server.installation
        let account = try #require(try await installation.database.read { try $0.account(named: "acc_10000") }).id
        self.account = account
        given = try #require(try await installation.database.read { try $0.project(named: "Alerts", of: account) })
        withheld = try #require(try await installation.database.read { try $0.project(named: "Checkout", of: account) })
        var members: [ProductID: [RoleID: Access.Member]] = [:]
        for table in try RoleTable.all() {
            let product = ProductID(rawValue: table.product)
            for role in table.rows.map({ RoleID(rawValue: $0.role) }) {
                let person = try await Self.person(Self.address(role, product), server)
                members[product, default: [:]][role] = try await Self.place(person, in: account, product, role, [given.id], installation)
            }
        }
        self.members = members
        let owner = try await Self.person("owner@rival.example", server)
        let catalog = installation.catalog
        let now = installation.clock.now()
        rival = try await installation.database.write { tx in
            try Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                .openAccount(named: "Rival", products: ["dashboard", "mail"], first: owner).id
        }
    }

    func member(_ role: RoleID, _ product: ProductID = "dashboard") throws -> Access.Member { try #require(members[product]?[role]) }
    func address(of product: ProductID) -> String { product == "mail" ? server.mail : server.dashboard }

    static func address(_ role: RoleID, _ product: ProductID) -> String { "\(role).\(product)@roles.example" }

    /// A browser in which the holder of the role is signed in at that product.
    func browser(_ role: RoleID, _ product: ProductID = "dashboard") async throws -> Browser {
        try await browser(as: Self.address(role, product), product)
    }

    func browser(as email: String, _ product: ProductID) async throws -> Browser {
        let browser = Browser()
        try await server.signIn(browser, at: CommonPath.home.at(address(of: product)), as: email, password: Self.password)
        return browser
    }

    private static func person(_ address: String, _ server: RunningServer) async throws -> PersonID {
        let email = try #require(EmailAddress(address))
        return try await server.installation.addPerson(email, name: "Person \(address)", password: Secret(password))
    }

    private static func place(
        _ person: PersonID, in account: AccountID, _ product: ProductID, _ role: RoleID, _ projects: ProjectAssignment,
        _ installation: Installation
    ) async throws -> Access.Member {
        let catalog = installation.catalog
        let now = installation.clock.now()
        let assigned = catalog[product]?.role(role)?.projects == .assigned
        return try await installation.database.write { tx in
            let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
            if try !tx.products(of: account).contains(product) {
                // A product's first person is its administrator.
                let first = try #require(catalog[product]?.firstRole)
                guard first.id == role else { throw AccessError.firstRole(first) }
            }
            return try work.addMember(person, to: account, product: product, role: role, projects: assigned ? projects : [])
        }
    }
}

extension RoleWorld {
    /// The product's own access token for the person signed in in that browser, obtained with the code flow over HTTP.
    func token(_ browser: Browser, _ product: ProductID = "dashboard") async throws -> String {
        let part = try #require(ProductPart(rawValue: product.rawValue))
        let client = try await server.installation.client(of: part)
        let back = address(of: product) + "/oidc/callback"
        let verifier = String(repeating: "v", count: 43)
        let query = [
            ("client_id", client.id.text), ("redirect_uri", back), ("response_type", "code"), ("scope", "openid"), ("state", "s"),
            ("nonce", "n"), ("code_challenge", Self.challenge), ("code_challenge_method", "S256"),
        ]
        let page = try await browser.send(OutgoingRequest("GET", OpenIDPath.authorize.query(query).at(server.id)))
        let location = try #require(page.header("Location"), "no code: \(page.status) \(page.text.prefix(200))")
        let code = try #require(Parameters(encoded: String(location.drop { $0 != "?" }.dropFirst()))?["code"], "\(location)")
        return try await token([
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back), ("code_verifier", verifier),
            ("client_id", client.id.text), ("client_secret", client.secret.exposed),
        ])
    }

    /// The token of a new client that may ask for decisions.
    func evaluatorToken() async throws -> String {
        let now = server.clock.now()
        let made = try ClientRegistration(name: "Asker", grantTypes: [.clientCredentials], scopes: [Scope.evaluate]).client(at: now)
        try await server.installation.database.write { try $0.add(made.client, by: .operatorCommand, at: now) }
        return try await token([
            ("grant_type", "client_credentials"), ("client_id", made.client.id.text), ("client_secret", made.secret?.exposed ?? ""),
        ])
    }

    private func token(_ fields: [(String, String)]) async throws -> String {
        let page = try await Browser().post(OpenIDPath.token.at(server.id), fields)
        return try #require(try JSON(reading: Array(page.body.utf8))["access_token"]?.string, "\(page.status) \(page.body)")
    }

    /// SHA-256 of 43 times "v", base64url: the challenge of the verifier above.
    private static let challenge = "7w_YNF9DSfIdPf_pRjSq646_kPr-2-o9NAl16JGghdM"

    func call(_ method: String, _ path: Path, token: String, _ body: JSON? = nil) async throws -> (status: Int, body: JSON) {
        try await call(method, path.text, token: token, body)
    }

    func call(_ method: String, _ path: String, token: String, _ body: JSON? = nil) async throws -> (status: Int, body: JSON) {
        var headers = [(name: "Authorization", value: "Bearer " + token)]
        if body != nil { headers.append((name: "Content-Type", value: "application/json")) }
        let page = try await Browser().send(OutgoingRequest(method, server.id + path, headers: headers, body: body?.bytes))
        return (page.status, (try? JSON(reading: Array(page.body.utf8))) ?? .null)
    }
}
