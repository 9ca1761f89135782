internal import CCurl
internal import Glibc

/// Which addresses an outgoing connection may go to. Checked after the name is resolved, so that no name can point to an internal
/// address.
package enum ReachableAddresses: Sendable, Equatable {
    /// Only the public internet.
    case publicOnly
    /// The public internet and this machine's loopback: for our own products if they run beside the ID, and for tests.
    case publicAndLoopback
    /// Anywhere: for a mail server that the operator named.
    case everywhere

    /// `address` is 4 bytes (IPv4) or 16 (IPv6), in network order.
    package func allows(_ address: [UInt8]) -> Bool {
        switch self {
        case .everywhere: true
        case .publicOnly: AddressScope(address) == .global
        case .publicAndLoopback: AddressScope(address) != .inner
        }
    }

    func allows(_ address: UnsafePointer<sockaddr>, length: Int) -> Bool {
        switch Int32(address.pointee.sa_family) {
        case AF_INET where length >= MemoryLayout<sockaddr_in>.size:
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin_addr) { allows(Array($0)) }
            }
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { pointer in
                withUnsafeBytes(of: pointer.pointee.sin6_addr) { allows(Array($0)) }
            }
        default: false
        }
    }
}

enum AddressScope: Equatable {
    case global, loopback, inner

    /// From the IANA special-purpose registries (RFC 6890 and its updates).
    init(_ address: [UInt8]) {
        switch address.count {
        case 4: self = Self.version4(address)
        case 16: self = Self.version6(address)
        default: self = .inner
        }
    }

    private static func version4(_ a: [UInt8]) -> AddressScope {
        switch (a[0], a[1], a[2]) {
        case (127, _, _): .loopback
        case (0, _, _), (10, _, _), (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 0, 0), (192, 0, 2), (192, 88, 99),
            (192, 168, _), (198, 18...19, _), (198, 51, 100), (203, 0, 113), (224..., _, _):
            .inner
        default: .global
        }
    }

    private static func version6(_ a: [UInt8]) -> AddressScope {
        if a[0..<15].allSatisfy({ $0 == 0 }) { return a[15] == 1 ? .loopback : .inner }
        let mapped = a[0..<10].allSatisfy { $0 == 0 } && a[10] == 255 && a[11] == 255
        let translated = Array(a[0..<12]) == [0, 0x64, 0xff, 0x9b] + Array(repeating: UInt8(0), count: 8)
        if mapped || translated { return version4(Array(a[12...])) }
        // Only 2000::/3 is allocated. Its documentation, benchmarking, Teredo, ORCHID and 6to4 ranges are refused.
        guard a[0] & 0xe0 == 0x20 else { return .inner }
        if a[0] == 0x20, a[1] == 0x01, a[2] < 0x02 || (a[2] == 0x0d && a[3] == 0xb8) { return .inner }
        if a[0] == 0x20, a[1] == 0x02 { return .inner }
        if a[0] == 0x3f, a[1] == 0xff { return .inner }
        return .global
    }
}
