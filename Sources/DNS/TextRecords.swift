// DNS asks name servers, by c-ares, for what the owner of a domain published there.

internal import CAres
internal import Core
internal import Foundation
internal import Synchronization

/// Looks up TXT records (RFC 1035 section 3.3.14).
package struct TextRecords: Sendable {
    /// `127.0.0.1:5353`, `[::1]:53`, or several with commas; nil asks the servers of the system.
    private let servers: String?

    package init(servers: String? = nil) {
        self.servers = servers
    }

    /// The TXT records of that name, each put together from its strings. Empty if the name has none or does not exist. Throws `DNSFailure`
    /// if no server answers the question. Blocks a thread of its own: at most eight seconds for each server.
    package func texts(of domain: String) async throws -> [String] {
        let servers = servers
        return try await asking { () throws(DNSFailure) in try AresQuery.texts(of: domain, servers: servers) }
    }
}

/// Looks up CNAME records (RFC 1035 section 3.3.1).
package struct AliasRecords: Sendable {
    private let servers: String?

    /// `servers` as for `TextRecords`.
    package init(servers: String? = nil) {
        self.servers = servers
    }

    /// The names that this name is another one for, in lower case; empty if it is none. Throws and blocks as `TextRecords.texts`.
    package func aliases(of domain: String) async throws -> [String] {
        let servers = servers
        return try await asking { () throws(DNSFailure) in try AresQuery.aliases(of: domain, servers: servers) }
    }
}

/// Asks on a thread of its own: c-ares blocks it until there is an answer.
private func asking(_ ask: @escaping @Sendable () throws(DNSFailure) -> [String]) async throws -> [String] {
    let result = Mutex<Result<[String], DNSFailure>>(.failure(DNSFailure(reason: "not asked")))
    await onOwnThread(named: "dns") {
        let found = Result { () throws(DNSFailure) in try ask() }
        result.withLock { $0 = found }
    }
    return try result.withLock { try $0.get() }
}

/// No name server answered, or none could.
package struct DNSFailure: Error, CustomStringConvertible {
    package let reason: String
    package var description: String { reason }
}
