internal import Core
package import Web

extension ProductSite {
    /// Lets the browser keep an answer until the next page, sealed: the server keeps nothing, and nobody else can read it.
    package func sealedCookie(_ name: String, _ content: JSON, for duration: Duration) throws -> SetCookie {
        SetCookie(name, Base64URL.encode(try keyring.seal(content.bytes, purpose: "cookie: " + name)), for: duration)
    }

    /// What such a cookie holds; nil if there is none, or if it was not sealed here for this name.
    package func content(ofSealedCookie name: String, in request: WebRequest) -> JSON? {
        request.cookie(name).flatMap { Base64URL.decode($0) }.flatMap { try? JSON(reading: keyring.open($0, purpose: "cookie: " + name)) }
    }
}
