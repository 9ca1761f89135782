internal import Glibc

/// An IP address. IPv4 is stored as IPv4-mapped IPv6, so that both forms compare as equal.
package struct IPAddress: Sendable, Hashable {
    let bytes: [UInt8]

    package init?(_ text: String) {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255] + withUnsafeBytes(of: four) { Array($0) }
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, text, &six) == 1 else { return nil }
        bytes = withUnsafeBytes(of: six) { Array($0) }
    }

    var isMapped: Bool { bytes.prefix(12).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]) }
}

/// A range of addresses: `10.0.0.0/8`, `::1`, `192.0.2.7`.
package struct Network: Sendable, Hashable {
    private let address: IPAddress
    private let bits: Int

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), let address = IPAddress(parts[0]) else { return nil }
        let width = address.isMapped ? 32 : 128
        guard let length = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(length) else { return nil }
        self.address = address
        bits = length + (128 - width)
    }

    package func contains(_ other: IPAddress) -> Bool {
        let whole = bits / 8
        guard address.bytes.prefix(whole) == other.bytes.prefix(whole) else { return false }
        let rest = bits % 8
        return rest == 0 || address.bytes[whole] >> (8 - rest) == other.bytes[whole] >> (8 - rest)
    }
}

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
