/// Addresses that a response may be sent to. They are compared as text, byte for byte, never parsed and never matched by pattern (RFC 9700
/// section 2.1; threat 4). One exception: a native client's loopback address may have any port (RFC 8252 section 7.3).
package enum RedirectURI {
    package static func matches(_ given: String, registered: [String], publicClient: Bool) -> Bool {
        registered.contains { wanted in
            Array(wanted.utf8) == Array(given.utf8) || (publicClient && isSameLoopback(given, wanted))
        }
    }

    private static func isSameLoopback(_ given: String, _ wanted: String) -> Bool {
        for host in ["http://127.0.0.1", "http://[::1]"] where wanted.hasPrefix(host) && given.hasPrefix(host) {
            guard let rest = withoutPort(given.dropFirst(host.count)), let wantedRest = withoutPort(wanted.dropFirst(host.count)) else {
                return false
            }
            return rest == wantedRest
        }
        return false
    }

    /// The part after the port; nil if the port is invalid or the part is neither empty nor a path or query.
    private static func withoutPort(_ text: Substring) -> [UInt8]? {
        var rest = text.utf8[...]
        if rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            let digits = rest.prefix { (48...57).contains($0) }
            guard let port = Int(String(decoding: digits, as: UTF8.self)), (1...65535).contains(port), digits.count <= 5 else { return nil }
            rest = rest.dropFirst(digits.count)
        }
        guard rest.isEmpty || rest.first == UInt8(ascii: "/") || rest.first == UInt8(ascii: "?") else { return nil }
        return Array(rest)
    }

    /// Why an address cannot be registered; nil where it can.
    package static func mistake(in uri: String, publicClient: Bool) -> String? {
        guard (1...2000).contains(uri.utf8.count), uri.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) })
        else { return "write it in plain characters without spaces, 2,000 at most." }
        guard !uri.contains("#") else { return "leave out the fragment (what follows #)." }
        guard !uri.contains("*") else { return "addresses are matched exactly; a * matches nothing." }
        guard let mark = uri.firstRange(of: "://") else {
            return publicClient && uri.contains(":/") && uri.prefix { $0 != ":" }.contains(".")
                ? nil : "begin with https://, or http:// on a loopback address."
        }
        let scheme = uri[..<mark.lowerBound]
        let authority = uri[mark.upperBound...].prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, !authority.contains("@") else { return "name a host, without a person's name before it." }
        switch scheme {
        case "https": return nil
        case "http":
            let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
            let isLoopback = ["localhost", "127.0.0.1", "[::1]"].contains(String(host))
            return isLoopback ? nil : "http:// is for loopback addresses only; use https://."
        default: return publicClient && scheme.contains(".") ? nil : "begin with https://, or http:// on a loopback address."
        }
    }

    /// The address with parameters added to its query.
    package static func adding(_ pairs: [(name: String, value: String)], to uri: String) -> String {
        uri + (uri.contains("?") ? (uri.hasSuffix("?") || uri.hasSuffix("&") ? "" : "&") : "?") + Parameters.encoded(pairs)
    }

    /// The origin as a policy can name it; nil for an IPv6 address, which no policy can.
    package static func policySource(of uri: String) -> String? {
        let origin = origin(of: uri)
        return origin.contains("[") ? nil : origin
    }

    /// Scheme, host and port, as browsers write an origin and `form-action` needs it: `https://app.example:8443`, in lower case and without
    /// the usual port of its scheme. For a private scheme, `scheme:`.
    package static func origin(of uri: String) -> String {
        guard let mark = uri.firstRange(of: "://"), uri.hasPrefix("http") else { return uri.prefix { $0 != ":" } + ":" }
        let scheme = uri[..<mark.upperBound]
        let place = uri[mark.upperBound...].prefix { $0 != "/" && $0 != "?" }.lowercased()
        let usualPort = scheme == "https://" ? ":443" : ":80"
        return scheme + (place.hasSuffix(usualPort) ? String(place.dropLast(usualPort.count)) : place)
    }
}
