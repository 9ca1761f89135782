internal import Core

/// A hash whose digest can be computed again as bytes: PBKDF2, and one round of MD5, SHA-1 or SHA-2 with a salt.
struct DigestHash: Sendable, Equatable {
    var recipe: DigestRecipe
    var digest: [UInt8]

    private init?(_ function: DigestRecipe.Function, rounds: Int?, salt: [UInt8]?, digest: [UInt8]?) {
        guard let rounds, rounds > 0, let salt, (1...128).contains(salt.count), let digest, digest.count == function.length else {
            return nil
        }
        recipe = DigestRecipe(function: function, rounds: rounds, salt: salt)
        self.digest = digest
    }

    /// `$pbkdf2-sha256$ROUNDS$SALT$DIGEST`
    init?(passlib text: String, _ function: DigestRecipe.Function) {
        let fields = HashFields.split(text)
        guard fields.count == 5 else { return nil }
        self.init(
            function, rounds: HashFields.number(fields[2]), salt: HashFields.adaptedBase64(fields[3]),
            digest: HashFields.adaptedBase64(fields[4]))
    }

    /// `pbkdf2_sha256$ROUNDS$SALT$DIGEST`; the salt is the bytes of its text.
    init?(django text: String, _ function: DigestRecipe.Function) {
        let fields = HashFields.split(text)
        guard fields.count == 4 else { return nil }
        self.init(
            function, rounds: HashFields.number(fields[1]), salt: Array(fields[2].utf8),
            digest: HashFields.base64(fields[3], padded: true))
    }

    /// `md5$SALT$HEX`
    init?(djangoMD5 text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 3 else { return nil }
        self.init(.md5, rounds: 1, salt: Array(fields[1].utf8), digest: Hex.decode(fields[2]))
    }

    /// `{SSHA}`, then the digest followed by its salt, in base64.
    init?(ldap text: String, _ function: DigestRecipe.Function, name: String) {
        guard let bytes = HashFields.base64(text.dropFirst(name.count), padded: true), bytes.count > function.length else { return nil }
        self.init(
            function, rounds: 1, salt: Array(bytes[function.length...]), digest: Array(bytes[..<function.length]))
    }

    /// `pbkdf2:sha256:ROUNDS$SALT$HEX`
    init?(werkzeug text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 3 else { return nil }
        let method = HashFields.split(fields[0], at: ":")
        let functions: [String: DigestRecipe.Function] = ["sha1": .pbkdf2SHA1, "sha256": .pbkdf2SHA256, "sha512": .pbkdf2SHA512]
        guard method.count == 3, let function = functions[method[1]] else { return nil }
        self.init(
            function, rounds: HashFields.number(method[2]), salt: Array(fields[1].utf8), digest: Hex.decode(fields[2]))
    }
}
