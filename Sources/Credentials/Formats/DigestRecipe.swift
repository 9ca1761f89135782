internal import Core
internal import Crypto
internal import CryptoExtras

/// How a digest is computed from a password. Stored when the digest itself is wrapped.
struct DigestRecipe: Sendable, Equatable {
    enum Function: String, Sendable {
        /// The salt, then the password, as Django did.
        case md5
        /// The password, then the salt.
        case md5After = "md5-after"
        /// The password, then the salt, as LDAP servers did.
        case sha1, sha256, sha384, sha512
        /// The salt, then the password.
        case sha1Before = "sha1-before"
        case sha256Before = "sha256-before"
        case sha384Before = "sha384-before"
        case sha512Before = "sha512-before"
        case pbkdf2SHA1 = "pbkdf2-sha1"
        case pbkdf2SHA256 = "pbkdf2-sha256"
        case pbkdf2SHA512 = "pbkdf2-sha512"

        /// The length of the digest in bytes.
        var length: Int {
            switch self {
            case .md5, .md5After: 16
            case .sha1, .sha1Before, .pbkdf2SHA1: 20
            case .sha256, .sha256Before, .pbkdf2SHA256: 32
            case .sha384, .sha384Before: 48
            case .sha512, .sha512Before, .pbkdf2SHA512: 64
            }
        }

        /// Whether it derives a key of any length in many rounds.
        var isPBKDF2: Bool { [.pbkdf2SHA1, .pbkdf2SHA256, .pbkdf2SHA512].contains(self) }
    }

    var function: Function
    var rounds: Int
    var salt: [UInt8]
    /// The length of the digest in bytes. Only of PBKDF2 it may differ from the function's.
    var length: Int

    /// `sha1,1,SALT`, the salt in base64url; then the length, if it is not the function's.
    var text: String {
        "\(function.rawValue),\(rounds),\(Base64URL.encode(salt))" + (length == function.length ? "" : ",\(length)")
    }

    init(function: Function, rounds: Int, salt: [UInt8], length: Int? = nil) {
        self.function = function
        self.rounds = rounds
        self.salt = salt
        self.length = length ?? function.length
    }

    init?(_ text: Substring) {
        let fields = HashFields.split(text, at: ",")
        guard (3...4).contains(fields.count), let function = Function(rawValue: fields[0]), let rounds = HashFields.number(fields[1]),
            rounds > 0, let salt = Base64URL.decode(fields[2])
        else { return nil }
        self.function = function
        self.rounds = rounds
        self.salt = salt
        length = function.length
        guard fields.count == 4 else { return }
        guard function.isPBKDF2, let other = HashFields.number(fields[3]), (1...512).contains(other) else { return nil }
        length = other
    }

    func digest(of password: [UInt8]) -> [UInt8]? {
        switch function {
        case .md5: Array(Insecure.MD5.hash(data: salt + password))
        case .md5After: Array(Insecure.MD5.hash(data: password + salt))
        case .sha1: Array(Insecure.SHA1.hash(data: password + salt))
        case .sha256: Array(SHA256.hash(data: password + salt))
        case .sha384: Array(SHA384.hash(data: password + salt))
        case .sha512: Array(SHA512.hash(data: password + salt))
        case .sha1Before: Array(Insecure.SHA1.hash(data: salt + password))
        case .sha256Before: Array(SHA256.hash(data: salt + password))
        case .sha384Before: Array(SHA384.hash(data: salt + password))
        case .sha512Before: Array(SHA512.hash(data: salt + password))
        case .pbkdf2SHA1: pbkdf2(password, .insecureSHA1)
        case .pbkdf2SHA256: pbkdf2(password, .sha256)
        case .pbkdf2SHA512: pbkdf2(password, .sha512)
        }
    }

    private func pbkdf2(_ password: [UInt8], _ hash: KDF.Insecure.PBKDF2.HashFunction) -> [UInt8]? {
        // The library refuses low numbers of rounds for new hashes. These hashes are old, and are replaced at the next sign-in.
        let key = try? KDF.Insecure.PBKDF2.deriveKey(
            from: password, salt: salt, using: hash, outputByteCount: length, unsafeUncheckedRounds: rounds)
        return key.map { $0.withUnsafeBytes { Array($0) } }
    }
}
