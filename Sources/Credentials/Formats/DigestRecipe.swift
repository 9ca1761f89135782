internal import Core
internal import Crypto
internal import CryptoExtras

/// How a digest is computed from a password. Stored when the digest itself is wrapped.
struct DigestRecipe: Sendable, Equatable {
    enum Function: String, Sendable {
        /// The salt, then the password, as Django did.
        case md5
        /// The password, then the salt, as LDAP servers did.
        case sha1, sha256, sha512
        case pbkdf2SHA1 = "pbkdf2-sha1"
        case pbkdf2SHA256 = "pbkdf2-sha256"
        case pbkdf2SHA512 = "pbkdf2-sha512"

        /// The length of the digest in bytes.
        var length: Int {
            switch self {
            case .md5: 16
            case .sha1, .pbkdf2SHA1: 20
            case .sha256, .pbkdf2SHA256: 32
            case .sha512, .pbkdf2SHA512: 64
            }
        }
    }

    var function: Function
    var rounds: Int
    var salt: [UInt8]

    /// `sha1,1,SALT`, the salt in base64url.
    var text: String { "\(function.rawValue),\(rounds),\(Base64URL.encode(salt))" }

    init(function: Function, rounds: Int, salt: [UInt8]) {
        self.function = function
        self.rounds = rounds
        self.salt = salt
    }

    init?(_ text: Substring) {
        let fields = HashFields.split(text, at: ",")
        guard fields.count == 3, let function = Function(rawValue: fields[0]), let rounds = HashFields.number(fields[1]), rounds > 0,
            let salt = Base64URL.decode(fields[2])
        else { return nil }
        self.function = function
        self.rounds = rounds
        self.salt = salt
    }

    func digest(of password: [UInt8]) -> [UInt8]? {
        switch function {
        case .md5: Array(Insecure.MD5.hash(data: salt + password))
        case .sha1: Array(Insecure.SHA1.hash(data: password + salt))
        case .sha256: Array(SHA256.hash(data: password + salt))
        case .sha512: Array(SHA512.hash(data: password + salt))
        case .pbkdf2SHA1: pbkdf2(password, .insecureSHA1)
        case .pbkdf2SHA256: pbkdf2(password, .sha256)
        case .pbkdf2SHA512: pbkdf2(password, .sha512)
        }
    }

    private func pbkdf2(_ password: [UInt8], _ hash: KDF.Insecure.PBKDF2.HashFunction) -> [UInt8]? {
        // The library refuses low numbers of rounds for new hashes. These hashes are old, and are replaced at the next sign-in.
        let key = try? KDF.Insecure.PBKDF2.deriveKey(
            from: password, salt: salt, using: hash, outputByteCount: function.length, unsafeUncheckedRounds: rounds)
        return key.map { $0.withUnsafeBytes { Array($0) } }
    }
}
