import Audit
import Core
import JOSE
import OpenID
import SQL
import Synchronization
import Testing

/// A product that signs its people in itself, and says so with its key.
struct AssertingProduct {
    let fixture: Fixture
    let client: Client
    let secret: String
    let key: SigningKey
    var person: PersonID { fixture.signedIn.person }

    init(_ fixture: Fixture) async throws {
        self.fixture = fixture
        key = try SigningKey.generate(.edDSA)
        var registration = ClientRegistration.relyingParty("Old product", redirectURIs: ["https://old.example/callback"])
        registration.product = "old"
        registration.firstParty = true
        let made = try registration.client(at: fixture.now)
        var client = made.client
        client.grantTypes.insert(.assertion)
        client.assertionKeys = String(decoding: KeySet([key.verifyingKey]).json, as: UTF8.self)
        self.client = client
        secret = try #require(made.secret).exposed
        let now = fixture.now
        try await fixture.database.write { [client] tx in
            try tx.add(client, by: .operatorCommand, at: now)
        }
        fixture.directory.state.withLock {
            $0.classic.insert(fixture.signedIn.person)
            $0.products[fixture.signedIn.person, default: []].insert("old")
        }
    }

    /// An assertion with these claims changed; nil takes one away.
    func assertion(_ changes: [String: JSONClaim?] = [:], signedBy other: SigningKey? = nil) throws -> String {
        let now = fixture.now.seconds
        var claims: [String: JSONClaim] = [
            "iss": .text(client.id.text), "sub": .text(person.text), "aud": .text(Fixture.issuer), "iat": .number(now),
            "exp": .number(now + 30), "jti": .text(SystemRandom().token().exposed), "auth_time": .number(now - 5),
            "amr": .texts(["pwd", "otp", "mfa"]),
        ]
        for (name, value) in changes { claims[name] = value }
        let members = claims.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value.json)" }
        return try (other ?? key).sign(Array("{\(members.joined(separator: ","))}".utf8), as: .idToken)
    }

    func token(_ assertion: String, _ more: [String: String?] = [:]) async throws -> JSONValue {
        var parameters: [String: String?] = ["grant_type": Client.GrantType.assertion.rawValue, "assertion": assertion]
        parameters.merge(more) { $1 }
        return try await fixture.token(parameters, client: client, secret: secret)
    }

    func token(account: String? = nil, amr: [String] = ["pwd", "otp", "mfa"]) async throws -> JSONValue {
        try await token(assertion(["amr": .texts(amr)]), ["account": account])
    }
}

/// A claim as a test writes it: of any kind, also where another belongs.
enum JSONClaim {
    case text(String)
    case number(Int64)
    case texts([String])

    var json: String {
        switch self {
        case .text(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        case .texts(let texts): "[\(texts.map { "\"\($0)\"" }.joined(separator: ","))]"
        }
    }
}
