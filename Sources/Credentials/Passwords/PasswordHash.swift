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
        self = try ForeignHash.read(text)
        if let why = limits.objection(to: scheme) { throw .tooCostly(why) }
    }

    /// Parses a hash that this server stored: its own formats, and foreign ones that were within the limits when they were imported.
    package init(stored text: String) throws(HashRejection) {
        if let own = try OwnHash(text) {
            self.init(own)
        } else {
            self = try ForeignHash.read(text)
        }
    }

    init(_ own: OwnHash) { self.init(format: own.format, text: own.text, scheme: .own(own)) }

    fileprivate init(format: HashFormat, text: String, scheme: HashScheme) {
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

/// Recognises a foreign hash by its prefix.
private enum ForeignHash {
    /// In bytes; longer than any format that we know.
    private static let longest = 1024

    static func read(_ text: String) throws(HashRejection) -> PasswordHash {
        guard let form = forms.first(where: { text.hasPrefix($0.prefix) }) else { throw .unknownHash }
        guard text.utf8.count <= longest, text.utf8.allSatisfy({ (33...126).contains($0) }), let scheme = form.parse(text) else {
            throw .unreadable
        }
        return PasswordHash(format: form.format, text: text, scheme: scheme)
    }

    private struct Form: Sendable {
        let prefix: String
        let format: HashFormat
        let parse: @Sendable (String) -> HashScheme?
    }

    private static let forms: [Form] = [
        Form(prefix: "$2a$", format: .bcrypt2a) { CryptHash(bcrypt: $0).map(HashScheme.crypt) },
        Form(prefix: "$2b$", format: .bcrypt2b) { CryptHash(bcrypt: $0).map(HashScheme.crypt) },
        Form(prefix: "$2y$", format: .bcrypt2y) { CryptHash(bcrypt: $0).map(HashScheme.crypt) },
        Form(prefix: "$1$", format: .md5Crypt) { CryptHash(md5: $0).map(HashScheme.crypt) },
        Form(prefix: "$5$", format: .sha256Crypt) { CryptHash(sha: $0, digestLength: 43).map(HashScheme.crypt) },
        Form(prefix: "$6$", format: .sha512Crypt) { CryptHash(sha: $0, digestLength: 86).map(HashScheme.crypt) },
        Form(prefix: "$P$", format: .phpass) { PHPassHash($0).map(HashScheme.phpass) },
        Form(prefix: "$H$", format: .phpass) { PHPassHash($0).map(HashScheme.phpass) },
        Form(prefix: "$pbkdf2$", format: .pbkdf2SHA1) { DigestHash(passlib: $0, .pbkdf2SHA1).map(HashScheme.digest) },
        Form(prefix: "$pbkdf2-sha256$", format: .pbkdf2SHA256) { DigestHash(passlib: $0, .pbkdf2SHA256).map(HashScheme.digest) },
        Form(prefix: "$pbkdf2-sha512$", format: .pbkdf2SHA512) { DigestHash(passlib: $0, .pbkdf2SHA512).map(HashScheme.digest) },
        Form(prefix: "$scrypt$", format: .scrypt) { ScryptHash(passlib: $0).map(HashScheme.scrypt) },
        Form(prefix: "{SSHA}", format: .ldapSSHA) { DigestHash(ldap: $0, .sha1, name: "{SSHA}").map(HashScheme.digest) },
        Form(prefix: "{SSHA256}", format: .ldapSSHA256) { DigestHash(ldap: $0, .sha256, name: "{SSHA256}").map(HashScheme.digest) },
        Form(prefix: "{SSHA512}", format: .ldapSSHA512) { DigestHash(ldap: $0, .sha512, name: "{SSHA512}").map(HashScheme.digest) },
        Form(prefix: "$argon2id$", format: .argon2id) { Argon2Hash($0).map(HashScheme.argon2) },
        Form(prefix: "$argon2i$", format: .argon2i) { Argon2Hash($0).map(HashScheme.argon2) },
        Form(prefix: "$argon2d$", format: .argon2d) { Argon2Hash($0).map(HashScheme.argon2) },
        Form(prefix: "pbkdf2_sha256$", format: .djangoPBKDF2SHA256) { DigestHash(django: $0, .pbkdf2SHA256).map(HashScheme.digest) },
        Form(prefix: "pbkdf2_sha1$", format: .djangoPBKDF2SHA1) { DigestHash(django: $0, .pbkdf2SHA1).map(HashScheme.digest) },
        Form(prefix: "argon2$", format: .djangoArgon2) { Argon2Hash(String($0.dropFirst(6))).map(HashScheme.argon2) },
        Form(prefix: "bcrypt_sha256$", format: .djangoBcryptSHA256) {
            CryptHash(bcrypt: String($0.dropFirst(14))).map(HashScheme.cryptOfSHA256)
        },
        Form(prefix: "scrypt$", format: .djangoScrypt) { ScryptHash(django: $0).map(HashScheme.scrypt) },
        Form(prefix: "md5$", format: .djangoMD5) { DigestHash(djangoMD5: $0).map(HashScheme.digest) },
        Form(prefix: "scrypt:", format: .werkzeugScrypt) { ScryptHash(werkzeug: $0).map(HashScheme.scrypt) },
        Form(prefix: "pbkdf2:", format: .werkzeugPBKDF2) { DigestHash(werkzeug: $0).map(HashScheme.digest) },
    ]
}
