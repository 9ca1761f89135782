internal import Core

/// A pushed request on its way through our pages. In the browser's address stands its sealed form alone, so that nobody there reads it or
/// changes it. It is as good as long as any address of a request: what its client checks when it is answered is in the request itself.
enum ContinuedRequest {
    private static let prefix = "urn:lanyard:request:"

    /// What stands in the address. Throws if the keyring cannot seal.
    static func pairs(
        sealing pairs: [(name: String, value: String)], of client: ClientID, _ keyring: Keyring
    ) throws -> [(name: String, value: String)] {
        let sealed = try keyring.seal(Array(Parameters.encoded(pairs).utf8), purpose: purpose(client.text))
        return [("client_id", client.text), ("request_uri", prefix + Base64URL.encode(sealed))]
    }

    /// The request itself; nil for an address without one, and for one that does not open.
    static func opened(_ parameters: Parameters, _ keyring: Keyring) -> Parameters? {
        guard let uri = parameters["request_uri"], uri.hasPrefix(prefix), let client = parameters["client_id"],
            let sealed = Base64URL.decode(String(uri.dropFirst(prefix.count))),
            let plain = try? keyring.open(sealed, purpose: purpose(client))
        else { return nil }
        return Parameters(encoded: String(decoding: plain, as: UTF8.self))
    }

    private static func purpose(_ client: String) -> String { "pushed request of " + client }
}
