// Credentials: what people prove their identity with. This module has our own password hashes and those of the systems people come from,
// the threads that compute them, the check of new passwords, and one-time codes. It has no storage and knows no people: it takes text and
// returns text. The hashing itself is done by libsodium, libargon2, libxcrypt and swift-crypto; this module only parses their text
// formats.

/// A password hash in a format that this server can check, our own or foreign. The text itself shows which format it is.
package struct PasswordHash: Sendable, Equatable {
    /// The format of `text`.
    package let format: HashFormat
    /// The form stored in the database.
    package let text: String
    let scheme: HashScheme

    /// Parses a hash from outside, strictly. Throws if the format is unknown, a field is wrong, or one check would cost more than the
    /// limits allow. The formats that only this server writes count as unknown here.
    package init(parsing text: String, limits: CostLimits = .standard) throws(HashRejection) {
        let (format, scheme) = try ForeignHash.read(text)
        if let why = limits.objection(to: scheme) { throw .tooCostly(why) }
        self.init(format: format, text: text, scheme: scheme)
    }

    /// Parses a hash that this server stored: its own formats, and foreign ones that were within the limits when they were imported.
    package init(stored text: String) throws(HashRejection) {
        if let own = try OwnHash(text) {
            self.init(own)
        } else {
            let (format, scheme) = try ForeignHash.read(text)
            self.init(format: format, text: text, scheme: scheme)
        }
    }

    init(_ own: OwnHash) { self.init(format: own.format, text: own.text, scheme: .own(own)) }

    private init(format: HashFormat, text: String, scheme: HashScheme) {
        self.format = format
        self.text = text
        self.scheme = scheme
    }

    /// Whether the next sign-in should replace it: true for every foreign or wrapped hash, and for our own if it is weaker than
    /// `parameters`.
    package func needsReplacement(by parameters: Argon2Parameters = .standard) -> Bool {
        guard case .own(let own) = scheme, own.recipe == nil else { return true }
        return own.argon2.memoryKiB < parameters.memoryKiB || own.argon2.passes < parameters.passes
    }

    /// Whether it is so fast to guess (one round of MD5, SHA-1 or SHA-2, or PBKDF2 with under 1,000 rounds) that it must not be stored as
    /// it is.
    package var mustBeWrapped: Bool { weakDigest != nil }

    var weakDigest: DigestHash? {
        switch scheme {
        case .digest(let digest): digest.recipe.rounds < 1000 ? digest : nil
        case .crypt, .cryptOfSHA256, .phpass, .scrypt, .argon2, .own: nil
        }
    }
}

/// The formats of password hashes, with their usual names.
package enum HashFormat: String, Sendable, CaseIterable {
    case bcrypt2a = "bcrypt 2a"
    case bcrypt2b = "bcrypt 2b"
    case bcrypt2y = "bcrypt 2y"
    case md5Crypt = "md5-crypt"
    case sha256Crypt = "sha256-crypt"
    case sha512Crypt = "sha512-crypt"
    case phpass
    case pbkdf2SHA1 = "pbkdf2-sha1"
    case pbkdf2SHA256 = "pbkdf2-sha256"
    case pbkdf2SHA512 = "pbkdf2-sha512"
    case scrypt
    case ldapSSHA = "ldap SSHA"
    case ldapSSHA256 = "ldap SSHA256"
    case ldapSSHA512 = "ldap SSHA512"
    case argon2id, argon2i, argon2d
    case djangoPBKDF2SHA256 = "django pbkdf2_sha256"
    case djangoPBKDF2SHA1 = "django pbkdf2_sha1"
    case djangoArgon2 = "django argon2"
    case djangoBcryptSHA256 = "django bcrypt_sha256"
    case djangoScrypt = "django scrypt"
    case djangoMD5 = "django md5"
    case werkzeugScrypt = "werkzeug scrypt"
    case werkzeugPBKDF2 = "werkzeug pbkdf2"
    /// Ours, made from a password.
    case own
    /// Ours, made over an old digest: nobody has entered the password here yet.
    case wrapped
}

enum HashScheme: Sendable, Equatable {
    case crypt(CryptHash)
    /// Django: bcrypt over the hexadecimal SHA-256 of the password.
    case cryptOfSHA256(CryptHash)
    case phpass(PHPassHash)
    case digest(DigestHash)
    case scrypt(ScryptHash)
    case argon2(Argon2Hash)
    case own(OwnHash)
}
