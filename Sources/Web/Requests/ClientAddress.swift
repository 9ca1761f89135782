package import Core

/// The proxies that may name the client they forward for, and the header they use. From any other peer the header is ignored.
package struct TrustedProxies: Sendable {
    package enum Header: String, Sendable {
        case xForwardedFor = "x-forwarded-for"
        case forwarded
    }
    package var networks: [Network]
    package var header: Header

    package init(_ networks: [Network] = [], header: Header = .xForwardedFor) {
        self.networks = networks
        self.header = header
    }

    private func trusts(_ text: String) -> Bool { IPAddress(text).map { address in networks.contains { $0.contains(address) } } ?? false }

    /// The client's address: the peer's, or the one that a trusted proxy names. The header is read from the right, past our own proxies.
    package func client(peer: String, headerValues: [String]) -> String {
        guard trusts(peer) else { return peer }
        var client = peer
        for entry in headerValues.flatMap({ $0.split(separator: ",") }).reversed() {
            guard let address = header == .forwarded ? Self.forwardedFor(entry) : Self.bare(entry) else { break }
            client = address
            if !trusts(address) { break }
        }
        return client
    }

    /// An address without its port and brackets; nil if there is no address.
    private static func bare(_ entry: Substring) -> String? {
        var text = entry.filter { $0 != " " && $0 != "\t" && $0 != "\"" }
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            text = String(text[text.index(after: text.startIndex)..<end])
        } else if text.filter({ $0 == ":" }).count == 1 {
            text = String(text.prefix { $0 != ":" })
        }
        return IPAddress(text) == nil ? nil : text
    }

    private static func forwardedFor(_ entry: Substring) -> String? {
        for part in entry.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0].filter({ $0 != " " }).lowercased() == "for" { return bare(pair[1]) }
        }
        return nil
    }
}
