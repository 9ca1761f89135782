// Credentials: what people prove their identity with. This module has our own password hashes and those of the systems people come from,
// the threads that compute them, the check of new passwords, and one-time codes. It has no storage and knows no people: it takes text and
// returns text. The hashing itself is done by libsodium, libargon2, libxcrypt and swift-crypto; this module only parses their text
// formats.

package import Core

/// A password hash in a format that this server can check, our own or foreign. The text itself shows which format it is.
package struct PasswordHash: Sendable, Equatable {
    /// The format of `text`.
    package let format: HashFormat
    /// The form stored in the database.
    package let text: String
    let scheme: HashScheme
    /// What the old product did to a password before it hashed it.
    let treatment: PasswordTreatment
    /// The hash as it came, without what the import added. It stays the same from one import to the next.
    package let source: String

    /// Parses a hash from outside, strictly. `salt` is what the export has in a column of its own. Throws if the format is unknown, a field
    /// is wrong, or one check would cost more than the limits allow. The formats that only this server writes count as unknown here.
    package init(parsing text: String, salt: String = "", settings: HashSettings) throws(HashRejection) {
        let found = try ForeignHash.read(text, salt: salt, settings)
        self.init(format: found.format, text: found.text, scheme: found.scheme, treatment: settings.treatment, source: text + salt)
        if let why = settings.limits.divided(by: treatment.tries).objection(to: scheme) { throw .tooCostly(why) }
    }

    package init(parsing text: String, limits: CostLimits = .standard) throws(HashRejection) {
        try self.init(parsing: text, settings: HashSettings(limits: limits))
    }

    /// Parses a hash that this server stored: its own formats, and foreign ones that were within the limits when they were imported. Without
    /// the keyring, a hash with a pepper matches no password.
    package init(stored text: String, keyring: Keyring? = nil) throws(HashRejection) {
        let (treatment, inner) = try PasswordTreatment.read(text, keyring)
        if let own = try OwnHash(inner) {
            self.init(own, treatment)
        } else {
            let found = try ForeignHash.readStored(inner)
            self.init(format: found.format, text: found.text, scheme: found.scheme, treatment: treatment, source: inner)
        }
    }

    init(_ own: OwnHash, _ treatment: PasswordTreatment = PasswordTreatment()) {
        self.init(format: own.format, text: own.text, scheme: .own(own), treatment: treatment, source: own.text)
    }

    private init(format: HashFormat, text: String, scheme: HashScheme, treatment: PasswordTreatment, source: String) {
        self.format = format
        self.text = treatment.mark + text
        self.scheme = scheme
        self.treatment = treatment
        self.source = source
    }

    /// The form in which the password came, as people name it: that of the digest for one that was wrapped, such as `wrapped md5`.
    package var form: String {
        guard case .own(let own) = scheme, let recipe = own.recipe else { return format.rawValue }
        return "wrapped " + recipe.function.rawValue
    }

    /// Whether the next sign-in should replace it: true for every foreign or wrapped hash, and for our own if it is weaker than
    /// `parameters`.
    package func needsReplacement(by parameters: Argon2Parameters = .standard) -> Bool {
        guard case .own(let own) = scheme, own.recipe == nil else { return true }
        return own.argon2.memoryKiB < parameters.memoryKiB || own.argon2.passes < parameters.passes
    }

    /// Whether only whoever holds the pepper can check it.
    package var needsPepper: Bool { treatment.hasPepper }

    /// Whether it is so fast to guess (one round of MD5, SHA-1 or SHA-2, or PBKDF2 with under 1,000 rounds) that it must not be stored as
    /// it is.
    package var mustBeWrapped: Bool { weakDigest != nil }

    var weakDigest: DigestHash? {
        switch scheme {
        case .digest(let digest): digest.recipe.rounds < 1000 ? digest : nil
        case .crypt, .cryptOfSHA256, .wordPress, .apacheMD5, .phpass, .scrypt, .firebase, .argon2, .own: nil
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
    case yescrypt
    case apacheMD5 = "apache apr1"
    case wordPressBcrypt = "wordpress bcrypt"
    case drupal = "drupal sha512"
    case djangoBcrypt = "django bcrypt"
    case djangoSHA1 = "django sha1"
    case aspNetV2 = "asp.net identity v2"
    case aspNetV3 = "asp.net identity v3"
    case ldapDigest = "ldap digest"
    case ldapPBKDF2 = "ldap pbkdf2"
    case firebaseScrypt = "firebase scrypt"
    /// One round of MD5, SHA-1 or SHA-2 in hexadecimal, with or without a salt.
    case hexDigest = "hexadecimal digest"
    /// Ours, made from a password.
    case own
    /// Ours, made over an old digest: nobody has entered the password here yet.
    case wrapped
}

enum HashScheme: Sendable, Equatable {
    case crypt(CryptHash)
    /// Django: bcrypt over the hexadecimal SHA-256 of the password.
    case cryptOfSHA256(CryptHash)
    /// WordPress: bcrypt over the password's HMAC-SHA-384.
    case wordPress(CryptHash)
    case apacheMD5(ApacheMD5Hash)
    case phpass(PHPassHash)
    case digest(DigestHash)
    case scrypt(ScryptHash)
    case firebase(FirebaseHash)
    case argon2(Argon2Hash)
    case own(OwnHash)
}
