package import Core

/// Lets the browser keep an answer until the next page, sealed: the server keeps nothing, and nobody else can read it. It holds its end, so
/// that a copy that was kept for longer opens nothing.
package struct SealedCookie: Sendable {
    private let name: String
    private let keyring: Keyring

    /// What is sealed for one name cannot be opened for another.
    package init(_ name: String, _ keyring: Keyring) {
        self.name = name
        self.keyring = keyring
    }

    private var purpose: String { "cookie: " + name }

    /// Throws if the keyring cannot seal.
    package func cookie(_ content: JSON, for duration: Duration, in request: WebRequest) throws -> SetCookie {
        let sealed: JSON = ["until": .integer((request.time + duration).milliseconds), "content": content]
        return SetCookie(name, Base64URL.encode(try keyring.seal(sealed.bytes, purpose: purpose)), for: duration)
    }

    /// What such a cookie holds; nil if there is none, if its time is over, or if it was not sealed here for this name.
    package func content(in request: WebRequest) -> JSON? {
        guard let bytes = request.cookie(name).flatMap({ Base64URL.decode($0) }),
            let sealed = try? JSON(reading: keyring.open(bytes, purpose: purpose)), let until = sealed["until"]?.integer,
            request.time < Timestamp(milliseconds: until)
        else { return nil }
        return sealed["content"]
    }

    package var removal: SetCookie { .removal(name) }
}
