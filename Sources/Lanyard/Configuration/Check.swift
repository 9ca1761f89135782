internal import Core
internal import Credentials
internal import Foundation
internal import Logging
internal import Places
internal import Web

/// The checks of settings. Each returns how to correct the value, or nil if the value is valid.
enum Check {
    @Sendable static func publicAddress(_ text: String) -> String? {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty, url.path.isEmpty || url.path == "/",
            url.query == nil,
            url.fragment == nil, url.user == nil, url.port.map((1...65535).contains) != false
        else { return "write scheme, host and port only, like https://id.example.com" }
        if url.scheme == "https" { return nil }
        guard url.scheme == "http", ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host) else {
            return "use https: http is accepted on localhost, 127.0.0.1 and [::1] alone"
        }
        return nil
    }

    @Sendable static func listenAddress(_ text: String) -> String? {
        ListenAddress(text) == nil ? "write an address and a port, like 127.0.0.1:8080 or [::]:8080" : nil
    }

    @Sendable static func database(_ text: String) -> String? {
        text == "sqlite" || text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
            ? nil : "write sqlite, or an address that begins with postgres://"
    }

    @Sendable static func networks(_ text: String) -> String? {
        Network.list(text) == nil ? "write addresses or networks, like 10.0.0.5 or 10.0.0.0/8, with commas between them" : nil
    }

    @Sendable static func nameServers(_ text: String) -> String? {
        let servers = text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let isRight = !servers.isEmpty && servers.allSatisfy { ListenAddress($0) != nil || ListenAddress($0 + ":53") != nil }
        return isRight ? nil : "write addresses of name servers, such as 10.0.0.53 or 127.0.0.1:5353, with commas between them"
    }

    @Sendable static func readableFile(_ text: String) -> String? {
        FileManager.default.isReadableFile(atPath: text) ? nil : "write the path of a file that this user may read"
    }

    @Sendable static func breachedPasswords(_ text: String) -> String? {
        BreachedPasswords(path: text) == nil
            ? "write the path of a file that this user may read, with a SHA-1 sum in capitals at the beginning of each line" : nil
    }

    @Sendable static func placeFile(_ text: String) -> String? {
        PlaceFile(path: text) == nil ? "write the path of an MMDB file that this user may read" : nil
    }

    @Sendable static func oneLine(_ text: String) -> String? {
        text.isEmpty || text.count > 100 || text.contains(where: \.isNewline) ? "write 1 to 100 characters on one line" : nil
    }

    @Sendable static func logo(_ text: String) -> String? {
        guard text.hasSuffix(".svg") || text.hasSuffix(".png") else { return "name an .svg or a .png file" }
        return readableFile(text)
    }

    @Sendable static func email(_ text: String) -> String? { EmailAddress(text) == nil ? "write one e-mail address" : nil }

    @Sendable static func logLevel(_ text: String) -> String? {
        Logger.Level(rawValue: text) == nil ? "write one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", ") : nil
    }

    @Sendable static func boolean(_ text: String) -> String? { ["true", "false"].contains(text) ? nil : "write true or false" }

    static func number(_ range: ClosedRange<Int>) -> @Sendable (String) -> String? {
        { text in Int(text).map(range.contains) == true ? nil : "write a whole number from \(range.lowerBound) to \(range.upperBound)" }
    }

    static func scheme(_ schemes: String...) -> @Sendable (String) -> String? {
        { text in
            guard let url = URLComponents(string: text), let scheme = url.scheme, schemes.contains(scheme), url.host?.isEmpty == false,
                url.port.map((1...65535).contains) != false
            else {
                return "write an address that begins with " + schemes.map { $0 + "://" }.joined(separator: " or ")
            }
            return nil
        }
    }
}

extension Network {
    /// Reads a list of networks, separated by commas; nil if one of them is not a network.
    static func list(_ text: String) -> [Network]? {
        var networks: [Network] = []
        for part in text.split(separator: ",") {
            guard let network = Network(part.trimmingCharacters(in: .whitespaces)) else { return nil }
            networks.append(network)
        }
        return networks
    }
}

/// A host and a port to listen on.
struct ListenAddress: Sendable, Equatable {
    let host: String
    let port: Int

    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port) else {
            return nil
        }
        let host = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "[]"))
        guard !host.isEmpty else { return nil }
        self.host = host
        self.port = port
    }
}
