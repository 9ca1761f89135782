internal import Core

/// The parameter that this server adds to an authorization request before it sends the person to the sign-in: a sign-in after that time
/// satisfies the request when it returns. It is sealed together with the rest of the request. So nobody else can set it, and what was
/// given for one request counts for no other (RFC 6749 section 3.1: an unknown parameter is ignored, and so is one that does not open).
enum SignedInAfter {
    static let name = "signed_in_after"
    /// After that the request asks for a new sign-in again, so that an address from the browser's history opens nothing later on.
    static let lifetime: Duration = .minutes(30)

    static func read(_ parameters: Parameters, _ keyring: Keyring) -> Timestamp? {
        guard let sealed = parameters[name].flatMap(Base64URL.decode),
            let plain = try? keyring.open(sealed, purpose: purpose(parameters.pairs)),
            let milliseconds = Int64(String(decoding: plain, as: UTF8.self))
        else { return nil }
        return Timestamp(milliseconds: milliseconds)
    }

    /// The parameter for a request with these others. Throws if the keyring cannot seal.
    static func sealed(
        _ time: Timestamp, into pairs: [(name: String, value: String)], _ keyring: Keyring
    ) throws -> (name: String, value: String) {
        (name, Base64URL.encode(try keyring.seal(Array(String(time.milliseconds).utf8), purpose: purpose(pairs))))
    }

    static func without(_ pairs: [(name: String, value: String)]) -> [(name: String, value: String)] { pairs.filter { $0.name != name } }

    private static func purpose(_ pairs: [(name: String, value: String)]) -> String {
        "authorization request signed in after: " + Parameters.encoded(without(pairs))
    }
}
