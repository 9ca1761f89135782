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

    /// Whether every address is in it.
    package var isEverywhere: Bool { bits == 0 || (address.isMapped && bits == 96) }

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), let address = IPAddress(parts[0]) else { return nil }
        let width = address.isMapped ? 32 : 128
        guard let length = parts.count == 2 ? Int(parts[1]) : width, (0...width).contains(length) else { return nil }
        // "+8" and "08" are numbers to some readers only.
        guard parts.count == 1 || parts[1] == String(length) else { return nil }
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
