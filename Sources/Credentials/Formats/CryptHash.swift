internal import CCrypt
internal import Core
internal import Foundation

/// bcrypt, md5-crypt, sha256-crypt, sha512-crypt and yescrypt: computed by libxcrypt.
struct CryptHash: Sendable, Equatable {
    var text: String
    /// For bcrypt, log2 of the rounds; for yescrypt, the memory in KiB; for the others, the number of rounds.
    var cost: Int
    var isBcrypt: Bool
    var isYescrypt = false
    /// How many characters at the end are the digest.
    var digestLength: Int

    init?(bcrypt text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 4, fields[0].isEmpty, ["2a", "2b", "2y"].contains(fields[1]), fields[2].utf8.count == 2,
            let cost = Int(fields[2]), (4...31).contains(cost), HashFields.isCryptText(fields[3], length: 53)
        else { return nil }
        self.text = text
        self.cost = cost
        isBcrypt = true
        digestLength = 31
    }

    init?(md5 text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 4, fields[2].utf8.count <= 8, HashFields.isCryptText(fields[3], length: 22) else { return nil }
        self.text = text
        cost = 1000
        isBcrypt = false
        digestLength = 22
    }

    /// `$6$salt$digest`, or with `rounds=N$` before the salt.
    init?(sha text: String, digestLength: Int) {
        var fields = HashFields.split(text)
        cost = 5000
        if fields.count == 5 {
            guard let rounds = HashFields.number(fields[2], named: "rounds"), rounds >= 1000 else { return nil }
            cost = rounds
            fields.remove(at: 2)
        }
        guard fields.count == 4, fields[2].utf8.count <= 16, !fields[2].hasPrefix("rounds="), !fields[2].contains(":"),
            HashFields.isCryptText(fields[3], length: digestLength)
        else { return nil }
        self.text = text
        isBcrypt = false
        self.digestLength = digestLength
    }

    /// `$y$j9T$SALT$DIGEST`. Only the standard flags (`j`) with one letter each for N and r, which is all that libxcrypt writes.
    init?(yescrypt text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 5, (1...86).contains(fields[3].utf8.count), HashFields.isCryptText(fields[3], length: fields[3].utf8.count),
            HashFields.isCryptText(fields[4], length: 43)
        else { return nil }
        let letters = Array(fields[2].utf8)
        guard letters.count == 3, letters[0] == UInt8(ascii: "j"), let logRounds = HashFields.cryptAlphabet.firstIndex(of: letters[1]),
            let blockSize = HashFields.cryptAlphabet.firstIndex(of: letters[2]), logRounds < 48, blockSize < 48
        else { return nil }
        self.text = text
        cost = (1 << (logRounds + 1)).saturating(times: 128 * (blockSize + 1)) / 1024
        isBcrypt = false
        isYescrypt = true
        digestLength = 43
    }

    /// The password must not contain a NUL byte.
    func verifies(_ password: [UInt8]) -> Bool {
        let counted = (isBcrypt ? Array(password.prefix(72)) : password) + [0]
        var data: UnsafeMutableRawPointer?
        var size: Int32 = 0
        defer { free(data) }
        let computed: [UInt8]? = counted.withUnsafeBufferPointer { phrase in
            phrase.withMemoryRebound(to: CChar.self) { characters in
                guard let start = characters.baseAddress, let result = crypt_ra(start, text, &data, &size) else { return nil }
                return Array(String(cString: result).utf8)
            }
        }
        guard let computed, computed.count > digestLength else { return false }
        // Compares only the digest: libxcrypt writes the unused bits of bcrypt's salt as zeros, other implementations did not.
        return constantTimeEqual(Array(computed.suffix(digestLength)), Array(text.utf8.suffix(digestLength)))
    }
}
