/// Recognises a foreign hash by its prefix.
enum ForeignHash {
    /// In bytes; longer than any format that we know.
    private static let longest = 1024

    static func read(_ text: String) throws(HashRejection) -> (HashFormat, HashScheme) {
        guard let (format, parse) = forms.first(where: { text.hasPrefix($0.prefix) }).map({ ($0.format, $0.parse) }) else {
            throw .unknownHash
        }
        guard text.utf8.count <= longest, text.utf8.allSatisfy({ (33...126).contains($0) }), let scheme = parse(text) else {
            throw .unreadable
        }
        return (format, scheme)
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
