internal import Core
internal import Delivery
internal import JOSE
internal import Language
internal import Web

/// The ID's metadata from discovery (OpenID Connect Discovery section 3).
struct Provider: Sendable {
    var authorizationEndpoint: String
    var tokenEndpoint: String
    var introspectionEndpoint: String
    var endSessionEndpoint: String?
    var keysAddress: String

    init(_ json: JSON, issuer: String) throws {
        guard json["issuer"]?.string == issuer else { throw RelyingPartyError.discovery(detail: "another issuer") }
        guard let authorize = json["authorization_endpoint"]?.string, let token = json["token_endpoint"]?.string,
            let keys = json["jwks_uri"]?.string
        else { throw RelyingPartyError.discovery(detail: "an endpoint is missing") }
        authorizationEndpoint = authorize
        tokenEndpoint = token
        keysAddress = keys
        introspectionEndpoint = json["introspection_endpoint"]?.string ?? token
        endSessionEndpoint = json["end_session_endpoint"]?.string
    }
}

/// Caches the metadata and the keys for an hour. The keys are fetched earlier if a token names a key that is not among them.
actor ProviderCache {
    private let issuer: String
    private let http: any HTTPClient
    private let clock: any WallClock
    private var known: (provider: Provider, at: Timestamp)?
    private var keySet: (keys: KeySet, at: Timestamp)?

    init(issuer: String, http: any HTTPClient, clock: any WallClock) {
        self.issuer = issuer
        self.http = http
        self.clock = clock
    }

    func current() async throws -> Provider {
        if let known, clock.now() - known.at < .hours(1) { return known.provider }
        let provider = try Provider(await fetch(issuer + ManagementPath.configuration.text), issuer: issuer)
        known = (provider, clock.now())
        return provider
    }

    func keys() async throws -> KeySet {
        if let keySet, clock.now() - keySet.at < .hours(1) { return keySet.keys }
        return try await fetchKeys()
    }

    func newerKeys() async throws -> KeySet {
        if let keySet, clock.now() - keySet.at < .seconds(5) { return keySet.keys }
        return try await fetchKeys()
    }

    private func fetchKeys() async throws -> KeySet {
        let bytes = try await get(try await current().keysAddress)
        guard let value = try? JSONValue(parsing: bytes), let keys = try? KeySet(jwks: value) else {
            throw RelyingPartyError.discovery(detail: "the keys cannot be read")
        }
        keySet = (keys, clock.now())
        return keys
    }

    private func fetch(_ url: String) async throws -> JSON {
        do { return try JSON(reading: await get(url)) } catch is Problem { throw RelyingPartyError.discovery(detail: "not JSON") }
    }

    private func get(_ url: String) async throws -> [UInt8] {
        do {
            let answer = try await http.send(OutgoingRequest("GET", url, headers: [("Accept", "application/json")]))
            guard answer.status == 200 else { throw RelyingPartyError.unreachable(detail: "\(url) answered \(answer.status)") }
            return answer.body
        } catch let error as OutgoingHTTPError { throw RelyingPartyError.unreachable(detail: "\(error)") }
    }
}
