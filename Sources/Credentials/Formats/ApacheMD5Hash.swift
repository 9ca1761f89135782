internal import Core
internal import Crypto

/// Apache's `$apr1$SALT$DIGEST`: md5-crypt with another mark, which libxcrypt does not know. 1,000 rounds.
struct ApacheMD5Hash: Sendable, Equatable {
    private static let mark = Array("$apr1$".utf8)
    /// The bytes of the digest, three at a time, in the order of the text.
    private static let order = [(0, 6, 12), (1, 7, 13), (2, 8, 14), (3, 9, 15), (4, 10, 5)]

    let salt: [UInt8]
    let digest: [UInt8]

    init?(_ text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 4, (1...8).contains(fields[2].utf8.count), HashFields.isCryptText(fields[3], length: 22) else { return nil }
        salt = Array(fields[2].utf8)
        digest = Array(fields[3].utf8)
    }

    func verifies(_ password: [UInt8]) -> Bool { constantTimeEqual(Self.text(of: computed(password)), digest) }

    private func computed(_ password: [UInt8]) -> [UInt8] {
        let inner = Array(Insecure.MD5.hash(data: password + salt + password))
        var start = password + Self.mark + salt
        for index in password.indices { start.append(inner[index % 16]) }
        var length = password.count
        while length > 0 {
            start.append(length & 1 == 1 ? 0 : password[0])
            length >>= 1
        }
        var state = Array(Insecure.MD5.hash(data: start))
        for round in 0..<1000 {
            var next = round & 1 == 1 ? password : state
            if round % 3 != 0 { next += salt }
            if round % 7 != 0 { next += password }
            next += round & 1 == 1 ? state : password
            state = Array(Insecure.MD5.hash(data: next))
        }
        return state
    }

    private static func text(of bytes: [UInt8]) -> [UInt8] {
        let groups = order.flatMap { first, second, third in
            HashFields.cryptLetters(UInt32(bytes[first]) << 16 | UInt32(bytes[second]) << 8 | UInt32(bytes[third]), count: 4)
        }
        return groups + HashFields.cryptLetters(UInt32(bytes[11]), count: 2)
    }
}
