internal import Core

/// A format that is told by the beginning of its text.
struct HashForm: Sendable {
    let prefix: String
    let format: HashFormat
    let parse: @Sendable (String) -> HashScheme?

    init(prefix: String, format: HashFormat, parse: @escaping @Sendable (String) -> HashScheme?) {
        self.prefix = prefix
        self.format = format
        self.parse = parse
    }

    static let all: [HashForm] = [
        HashForm(prefix: "$2a$", format: .bcrypt2a) { CryptHash(bcrypt: $0).map(HashScheme.crypt) },
        HashForm(prefix: "$2b$", format: .bcrypt2b) { CryptHash(bcrypt: $0).map(HashScheme.crypt) },
        HashForm(prefix: "$2y$", format: .bcrypt2y) { CryptHash(bcrypt: $0).map(HashScheme.crypt) },
        HashForm(prefix: "$1$", format: .md5Crypt) { CryptHash(md5: $0).map(HashScheme.crypt) },
        HashForm(prefix: "$5$", format: .sha256Crypt) { CryptHash(sha: $0, digestLength: 43).map(HashScheme.crypt) },
        HashForm(prefix: "$6$", format: .sha512Crypt) { CryptHash(sha: $0, digestLength: 86).map(HashScheme.crypt) },
        HashForm(prefix: "$P$", format: .phpass) { PHPassHash($0).map(HashScheme.phpass) },
        HashForm(prefix: "$H$", format: .phpass) { PHPassHash($0).map(HashScheme.phpass) },
        HashForm(prefix: "$pbkdf2$", format: .pbkdf2SHA1) { DigestHash(passlib: $0, .pbkdf2SHA1).map(HashScheme.digest) },
        HashForm(prefix: "$pbkdf2-sha256$", format: .pbkdf2SHA256) { DigestHash(passlib: $0, .pbkdf2SHA256).map(HashScheme.digest) },
        HashForm(prefix: "$pbkdf2-sha512$", format: .pbkdf2SHA512) { DigestHash(passlib: $0, .pbkdf2SHA512).map(HashScheme.digest) },
        HashForm(prefix: "$scrypt$", format: .scrypt) { ScryptHash(passlib: $0).map(HashScheme.scrypt) },
        HashForm(prefix: "$argon2id$", format: .argon2id) { Argon2Hash($0).map(HashScheme.argon2) },
        HashForm(prefix: "$argon2i$", format: .argon2i) { Argon2Hash($0).map(HashScheme.argon2) },
        HashForm(prefix: "$argon2d$", format: .argon2d) { Argon2Hash($0).map(HashScheme.argon2) },
        HashForm(prefix: "pbkdf2_sha256$", format: .djangoPBKDF2SHA256) { DigestHash(django: $0, .pbkdf2SHA256).map(HashScheme.digest) },
        HashForm(prefix: "pbkdf2_sha1$", format: .djangoPBKDF2SHA1) { DigestHash(django: $0, .pbkdf2SHA1).map(HashScheme.digest) },
        HashForm(prefix: "argon2$", format: .djangoArgon2) { Argon2Hash(String($0.dropFirst(6))).map(HashScheme.argon2) },
        HashForm(prefix: "bcrypt_sha256$", format: .djangoBcryptSHA256) {
            CryptHash(bcrypt: String($0.dropFirst(14))).map(HashScheme.cryptOfSHA256)
        },
        HashForm(prefix: "scrypt$", format: .djangoScrypt) { ScryptHash(django: $0).map(HashScheme.scrypt) },
        HashForm(prefix: "md5$", format: .djangoMD5) { DigestHash(djangoSalted: $0, .md5).map(HashScheme.digest) },
        HashForm(prefix: "scrypt:", format: .werkzeugScrypt) { ScryptHash(werkzeug: $0).map(HashScheme.scrypt) },
        HashForm(prefix: "pbkdf2:", format: .werkzeugPBKDF2) { DigestHash(werkzeug: $0).map(HashScheme.digest) },
        HashForm(prefix: "$y$", format: .yescrypt) { CryptHash(yescrypt: $0).map(HashScheme.crypt) },
        HashForm(prefix: "$apr1$", format: .apacheMD5) { ApacheMD5Hash($0).map(HashScheme.apacheMD5) },
        HashForm(prefix: "$wp$2y$", format: .wordPressBcrypt) { CryptHash(bcrypt: String($0.dropFirst(3))).map(HashScheme.wordPress) },
        HashForm(prefix: "$S$", format: .drupal) { PHPassHash(drupal: $0).map(HashScheme.phpass) },
        HashForm(prefix: "bcrypt$", format: .djangoBcrypt) { CryptHash(bcrypt: String($0.dropFirst(7))).map(HashScheme.crypt) },
        HashForm(prefix: "sha1$", format: .djangoSHA1) { DigestHash(djangoSalted: $0, .sha1Before).map(HashScheme.digest) },
    ]

    /// A directory's scheme, by its name: what stands after the braces.
    struct LDAP: Sendable {
        let format: HashFormat
        let parse: @Sendable (String) -> DigestHash?
    }

    static let ldap: [String: LDAP] = [
        "SSHA": LDAP(format: .ldapSSHA) { DigestHash(ldap: $0, .sha1) },
        "SSHA256": LDAP(format: .ldapSSHA256) { DigestHash(ldap: $0, .sha256) },
        "SSHA384": LDAP(format: .ldapDigest) { DigestHash(ldap: $0, .sha384) },
        "SSHA512": LDAP(format: .ldapSSHA512) { DigestHash(ldap: $0, .sha512) },
        "SMD5": LDAP(format: .ldapDigest) { DigestHash(ldap: $0, .md5After) },
        "SHA": LDAP(format: .ldapDigest) { DigestHash(unsalted: $0, .sha1) },
        "SHA256": LDAP(format: .ldapDigest) { DigestHash(unsalted: $0, .sha256) },
        "SHA384": LDAP(format: .ldapDigest) { DigestHash(unsalted: $0, .sha384) },
        "SHA512": LDAP(format: .ldapDigest) { DigestHash(unsalted: $0, .sha512) },
        "MD5": LDAP(format: .ldapDigest) { DigestHash(unsalted: $0, .md5) },
        "PBKDF2_SHA256": LDAP(format: .ldapPBKDF2) { DigestHash(directoryServer: $0) },
        "PBKDF2": LDAP(format: .ldapPBKDF2) { DigestHash(passlib: "$pbkdf2$" + $0, .pbkdf2SHA1) },
        "PBKDF2-SHA1": LDAP(format: .ldapPBKDF2) { DigestHash(passlib: "$pbkdf2$" + $0, .pbkdf2SHA1) },
        "PBKDF2-SHA256": LDAP(format: .ldapPBKDF2) { DigestHash(passlib: "$pbkdf2$" + $0, .pbkdf2SHA256) },
        "PBKDF2-SHA512": LDAP(format: .ldapPBKDF2) { DigestHash(passlib: "$pbkdf2$" + $0, .pbkdf2SHA512) },
    ]

    /// Names before a hash of another format, which itself says what it is.
    static let containers: Set<String> = [
        "CRYPT", "BCRYPT", "BLF-CRYPT", "MD5-CRYPT", "SHA256-CRYPT", "SHA512-CRYPT", "ARGON2", "ARGON2I", "ARGON2ID",
    ]
}
