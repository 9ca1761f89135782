package import Core

/// Lets the browser keep an answer until the next page, sealed: the server keeps nothing, and nobody else can read it.
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
    package func cookie(_ content: JSON, for duration: Duration) throws -> SetCookie {
        SetCookie(name, Base64URL.encode(try keyring.seal(content.bytes, purpose: purpose)), for: duration)
    }

    /// What such a cookie holds; nil if there is none, or if it was not sealed here for this name.
    package func content(in request: WebRequest) -> JSON? {
        request.cookie(name).flatMap { Base64URL.decode($0) }.flatMap { try? JSON(reading: keyring.open($0, purpose: purpose)) }
    }

    package var removal: SetCookie { .removal(name) }
}
