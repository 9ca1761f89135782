internal import Core

/// A cookie to set. It is always HttpOnly, SameSite=Lax and Path=/. Over https it is also Secure and has the prefix `__Host-`.
package struct SetCookie: Sendable, Equatable {
    package var name: String
    package var value: String
    /// How long the cookie lasts. nil means until the browser is closed, and zero removes the cookie.
    package var lifetime: Duration?

    /// `name` is the name without its prefix, such as `lanyard_id`.
    package init(_ name: String, _ value: String, for lifetime: Duration? = nil) {
        self.name = name
        self.value = value
        self.lifetime = lifetime
    }

    package static func removal(_ name: String) -> SetCookie { SetCookie(name, "", for: .zero) }

    /// The value of the Set-Cookie header (RFC 6265 section 4.1).
    package func header(secure: Bool) -> String {
        let value = value.utf8.allSatisfy { $0 > 32 && $0 < 127 && ![34, 44, 59, 92].contains($0) } ? value : ""
        var text = "\(secure ? "__Host-" : "")\(name)=\(value); Path=/; HttpOnly; SameSite=Lax"
        if secure { text += "; Secure" }
        if let lifetime { text += "; Max-Age=\(max(0, lifetime.wholeMilliseconds / 1000))" }
        return text
    }
}

/// The cookies of a request, by their names without prefix. Over https only cookies with the prefix `__Host-` are read.
struct Cookies: Sendable {
    private var values: [String: String] = [:]

    init() {}

    init(headers: [String], secure: Bool) {
        for pair in headers.flatMap({ $0.split(separator: ";") }).prefix(100) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else { continue }
            var name = halves[0].drop { $0 == " " }
            if secure {
                guard name.hasPrefix("__Host-") else { continue }
                name = name.dropFirst(7)
            }
            // The first one counts: a browser sends the more specific one first.
            if values[String(name)] == nil { values[String(name)] = String(halves[1]) }
        }
    }

    subscript(_ name: String) -> String? { values[name] }
}
