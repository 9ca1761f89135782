import Core
import JOSE
import OpenID
import SQL
import Testing

/// A device without a browser, and the page on which a person lets it in.
struct Device {
    let fixture: Fixture
    let client: Client

    struct Waiting {
        let device: String
        let user: String
    }

    init(_ fixture: Fixture, firstParty: Bool = false, needsAccount: Bool = false) async throws {
        self.fixture = fixture
        var registration = ClientRegistration(
            name: "Television", grantTypes: [.deviceCode, .refreshToken], scopes: [Scope.openid, Scope.email, Scope.offlineAccess])
        registration.kind = .public
        registration.firstParty = firstParty
        registration.needsAccount = needsAccount
        client = try await fixture.add(registration).0
    }

    func begin(_ more: [(String, String)] = []) async throws -> Waiting {
        let answer = try JSONValue(
            parsing: await fixture.provider.authorizeDevice(
                parameters([("client_id", client.id.text)] + more), authorization: nil, origin: "192.0.2.7", agent: "tv/1",
                at: fixture.now))
        #expect(answer["expires_in"]?.integer == 600 && answer["interval"]?.integer == 5)
        #expect(try answer.text("verification_uri") == Fixture.issuer + "/device")
        return Waiting(device: try answer.text("device_code"), user: try answer.text("user_code"))
    }

    /// The page, or the answer on it.
    func decide(
        _ waiting: Waiting, _ decision: Bool?, as person: CurrentSession?, account: AccountID? = nil, _ more: [(String, String)] = []
    ) async throws -> DeviceOutcome {
        let chosen = account.map { [("account", $0.text)] } ?? []
        return try await fixture.provider.device(
            parameters([("user_code", waiting.user)] + chosen + more), signedIn: person, decision: decision, at: fixture.now)
    }

    func poll(_ waiting: Waiting, as other: Client? = nil) async throws -> JSONValue {
        try JSONValue(
            parsing: await fixture.provider.token(
                parameters([
                    ("grant_type", Client.GrantType.deviceCode.rawValue), ("device_code", waiting.device),
                    ("client_id", (other ?? client).id.text),
                ]), authorization: nil, at: fixture.now
            ).json)
    }

    private func parameters(_ pairs: [(String, String)]) -> Parameters { Parameters(pairs.map { (name: $0.0, value: $0.1) }) }
}
