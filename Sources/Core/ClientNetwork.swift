internal import Glibc

/// The range in which one household or machine can change its address: one IPv4 address, or one IPv6 network of 64 bits.
package struct ClientNetwork: Hashable, Sendable {
    /// The same text for every address in the network. Text that is not an IP address is used as it is, cut to 64 characters.
    package let text: String

    package init(_ address: String) {
        let plain = String(address.prefix { $0 != "%" })
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, plain, &four) == 1 {
            text = plain
        } else if inet_pton(AF_INET6, plain, &six) == 1 {
            let bytes = withUnsafeBytes(of: six) { Array($0) }
            let isMapped = bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
            text =
                isMapped
                ? bytes[12...].map { String($0) }.joined(separator: ".")
                : bytes[0..<8].map { String($0, radix: 16) }.joined(separator: ":") + "/64"
        } else {
            text = String(address.prefix(64))
        }
    }
}
