// Credentials: what proves a person. Password hashes of ours and of the systems people come from, the threads that compute them,
// the judgement of a new password, and one-time codes. It owns no storage and knows no people: it is given texts and answers texts.
// Hashing itself is done by libsodium, libargon2, libxcrypt and swift-crypto; here is only the reading of their texts.

/// A password hash in a form that this server can check, ours or foreign, told by the text itself.
package struct PasswordHash: Sendable, Equatable {
    /// What it is, by its own form.
    package let format: HashFormat
    /// What rests in the database.
    package let text: String
    let scheme: HashScheme

    /// Reads a hash that comes from outside, with strict fields. Throws where the form is unknown, a field is wrong, or checking it
    /// once would cost more than the limits allow. The forms that only this server writes are unknown here.
    package init(parsing text: String, limits: CostLimits = .standard) throws(HashRejection) {
        let (format, scheme) = try ForeignHash.read(text)
        if let why = limits.objection(to: scheme) { throw .tooCostly(why) }
        self.init(format: format, text: text, scheme: scheme)
    }

    /// Reads what this server stored: its own forms, and foreign ones that were within the limits when they came.
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
        (self.format, self.text, self.scheme) = (format, text, scheme)
    }

    /// Whether the next sign-in should replace it: every foreign form, and ours where it is weaker than `parameters`.
    package func needsReplacement(by parameters: Argon2Parameters = .standard) -> Bool {
        guard case .own(let own) = scheme, own.recipe == nil else { return true }
        return own.argon2.memoryKiB < parameters.memoryKiB || own.argon2.passes < parameters.passes
    }

    /// Whether it is so fast to guess (MD5, SHA-1 or SHA-2 in one round, or PBKDF2 of under 1,000) that it may not rest as it came.
    package var mustBeWrapped: Bool { weakDigest != nil }

    var weakDigest: DigestHash? {
        guard case .digest(let digest) = scheme, digest.recipe.rounds < 1000 else { return nil }
        return digest
    }
}

/// The forms in which a hash may be written, named as the field names them.
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
    /// Ours, made over an old digest whose password nobody has told us yet.
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
