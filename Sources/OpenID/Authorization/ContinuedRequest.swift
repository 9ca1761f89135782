internal import Core

/// A pushed request on its way through our pages. In the browser's address stands its sealed form alone, so that nobody there reads it or
/// changes it. It is over an hour after the push was used, so that an address from the browser's history opens nothing later on.
enum ContinuedRequest {
    private static let prefix = "urn:lanyard:request:"
    static let lifetime: Duration = .hours(1)

    /// What stands in the address. Throws if the keyring cannot seal.
    static func pairs(
        sealing pairs: [(name: String, value: String)], of client: ClientID, until end: Timestamp, _ keyring: Keyring
    ) throws -> [(name: String, value: String)] {
        let sealed = try keyring.seal(Array("\(end.milliseconds) \(Parameters.encoded(pairs))".utf8), purpose: purpose(client.text))
        return [("client_id", client.text), ("request_uri", prefix + Base64URL.encode(sealed))]
    }

    /// The request itself and until when it goes on; nil for an address without one, and for one that does not open.
    static func opened(_ parameters: Parameters, _ keyring: Keyring) -> (parameters: Parameters, until: Timestamp)? {
        guard let uri = parameters["request_uri"], uri.hasPrefix(prefix), let client = parameters["client_id"],
            let sealed = Base64URL.decode(String(uri.dropFirst(prefix.count))),
            let plain = try? keyring.open(sealed, purpose: purpose(client))
        else { return nil }
        let parts = String(decoding: plain, as: UTF8.self).split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let end = Int64(parts[0]), let pairs = Parameters(encoded: String(parts[1])) else { return nil }
        return (pairs, Timestamp(milliseconds: end))
    }

    private static func purpose(_ client: String) -> String { "pushed request of " + client }
}
