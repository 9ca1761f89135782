import Core
import JOSE
import OpenID
import SQL
import Testing

/// A client that may exchange the tokens of the fixture's client, or of others.
struct Exchange {
    let fixture: Fixture
    let client: Client
    let secret: String

    init(
        _ fixture: Fixture, from others: [ClientID]? = nil,
        scopes: [String] = [Scope.email, Scope.profile, Scope.manage, Scope.offlineAccess]
    ) async throws {
        self.fixture = fixture
        var registration = ClientRegistration(name: "Reports", grantTypes: [.tokenExchange], scopes: scopes)
        registration.exchangesFrom = others ?? [fixture.client.id]
        registration.usesResources = ["https://orders.example"]
        (client, secret) = try await fixture.add(registration)
    }

    func token(_ subject: String, _ more: [String: String?] = [:]) async throws -> JSONValue {
        let pairs: [String: String?] = [
            "grant_type": Client.GrantType.tokenExchange.rawValue, "subject_token": subject,
            "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
        ]
        return try await fixture.token(pairs.merging(more) { $1 }, client: client, secret: secret)
    }
}
