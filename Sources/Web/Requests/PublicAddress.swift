package import Core

/// The public address of a server: an origin from the configuration, never from the Host header of a request.
package struct PublicAddress: Sendable, Hashable, CustomStringConvertible {
    /// `https://id.example.com` or `http://localhost:8080`, without a slash at the end.
    package let origin: String
    package var isSecure: Bool { origin.hasPrefix("https://") }
    package var host: String { Self.host(of: origin) }
    /// Whether only this machine reaches it.
    package var isLoopback: Bool { Self.isLoopback(host: host) }

    /// nil unless it is https, or http on a loopback address, with nothing after the port.
    package init?(_ text: String) {
        var text = text.lowercased()
        if text.hasSuffix("/") { text.removeLast() }
        let secure = text.hasPrefix("https://")
        guard secure || text.hasPrefix("http://") else { return nil }
        let authority = text.dropFirst(secure ? 8 : 7)
        guard !authority.isEmpty,
            authority.utf8.allSatisfy({ ($0 >= 97 && $0 <= 122) || ($0 >= 48 && $0 <= 58) || $0 == 45 || $0 == 46 || $0 == 91 || $0 == 93 })
        else { return nil }
        let host = Self.host(of: text)
        guard !host.isEmpty, secure || Self.isLoopback(host: host) else { return nil }
        origin = text
    }

    /// The address of a path on this server.
    package func url(_ path: Path) -> String { origin + path.text }
    package var description: String { origin }

    /// Whether a host, in brackets if it is an IPv6 address, is this machine alone.
    package static func isLoopback(host: String) -> Bool {
        ["localhost", "127.0.0.1", "[::1]"].contains(host) || host.hasSuffix(".localhost")
    }

    private static func host(of origin: String) -> String {
        guard let start = origin.range(of: "://")?.upperBound else { return "" }
        let authority = origin[start...]
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return String(authority[...end]) }
        return String(authority.prefix { $0 != ":" })
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<Index>? { firstRange(of: part) }
}
