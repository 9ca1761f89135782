internal import Core

/// A hash whose digest can be computed again as bytes: PBKDF2, and one round of MD5, SHA-1 or SHA-2 with a salt.
struct DigestHash: Sendable, Equatable {
    var recipe: DigestRecipe
    var digest: [UInt8]

    private init?(_ function: DigestRecipe.Function, rounds: Int?, salt: [UInt8]?, digest: [UInt8]?) {
        guard let rounds, rounds > 0, let salt, (0...128).contains(salt.count), let digest,
            function.isPBKDF2 ? (16...512).contains(digest.count) && !salt.isEmpty : digest.count == function.length
        else { return nil }
        recipe = DigestRecipe(function: function, rounds: rounds, salt: salt, length: digest.count)
        self.digest = digest
    }

    /// The form in which a digest is stored that came without a mark: `$digest$sha1,1,SALT$HEX`.
    var text: String { "$digest$\(recipe.text)$\(Hex.encode(digest))" }

    init?(stored text: String) {
        let fields = HashFields.split(text)
        guard fields.count == 4, fields[1] == "digest", let recipe = DigestRecipe(Substring(fields[2])),
            let digest = Hex.decode(fields[3]), digest.count == recipe.length
        else { return nil }
        self.recipe = recipe
        self.digest = digest
    }

    /// A digest in hexadecimal, which its length tells; nil if the text is none. `salt` is counted as the bytes of its text. Throws
    /// `unreadable` if there is a salt and nobody said on which side of the password it is.
    init?(hex text: String, salt: String, _ position: HashSettings.SaltPosition?) throws(HashRejection) {
        let functions: [Int: (after: DigestRecipe.Function, before: DigestRecipe.Function)] = [
            32: (.md5After, .md5), 40: (.sha1, .sha1Before), 64: (.sha256, .sha256Before), 96: (.sha384, .sha384Before),
            128: (.sha512, .sha512Before),
        ]
        guard let function = functions[text.utf8.count], let digest = Hex.decode(text) else { return nil }
        guard salt.isEmpty || position != nil else { throw .saltPositionMissing }
        guard
            let read = DigestHash(position == .before ? function.before : function.after, rounds: 1, salt: Array(salt.utf8), digest: digest)
        else { throw .unreadable }
        self = read
    }

    /// `$pbkdf2-sha256$ROUNDS$SALT$DIGEST`, or with `i=ROUNDS,l=LENGTH` and ordinary base64
    init?(passlib text: String, _ function: DigestRecipe.Function) {
        let fields = HashFields.split(text)
        guard fields.count == 5 else { return nil }
        guard fields[2].hasPrefix("i=") else {
            self.init(
                function, rounds: HashFields.number(fields[2]), salt: HashFields.adaptedBase64(fields[3]),
                digest: HashFields.adaptedBase64(fields[4]))
            return
        }
        let cost = HashFields.split(fields[2], at: ",")
        self.init(
            function, rounds: HashFields.number(cost[0], named: "i"), salt: HashFields.anyBase64(fields[3]),
            digest: HashFields.anyBase64(fields[4]))
        guard cost.count == 1 || cost.count == 2 && HashFields.number(cost[1], named: "l") == digest.count else { return nil }
    }

    /// `pbkdf2_sha256$ROUNDS$SALT$DIGEST`; the salt is the bytes of its text.
    init?(django text: String, _ function: DigestRecipe.Function) {
        let fields = HashFields.split(text)
        guard fields.count == 4 else { return nil }
        self.init(
            function, rounds: HashFields.number(fields[1]), salt: Array(fields[2].utf8),
            digest: HashFields.base64(fields[3], padded: true))
    }

    /// `md5$SALT$HEX`, `sha1$SALT$HEX`
    init?(djangoSalted text: String, _ function: DigestRecipe.Function) {
        let fields = HashFields.split(text)
        guard fields.count == 3 else { return nil }
        self.init(function, rounds: 1, salt: Array(fields[1].utf8), digest: Hex.decode(fields[2]))
    }

    /// After `{SHA}`: the digest in base64.
    init?(unsalted text: String, _ function: DigestRecipe.Function) {
        self.init(function, rounds: 1, salt: [], digest: HashFields.base64(text, padded: true))
    }

    /// After `{PBKDF2_SHA256}`, as 389 Directory Server writes it: in base64, four bytes of rounds, 64 of salt, 256 of digest.
    init?(directoryServer text: String) {
        guard let bytes = HashFields.base64(text, padded: true), bytes.count == 324 else { return nil }
        self.init(.pbkdf2SHA256, rounds: Self.number(bytes[0..<4]), salt: Array(bytes[4..<68]), digest: Array(bytes[68...]))
    }

    /// ASP.NET Identity 2: a zero, 16 bytes of salt, 32 of digest.
    init?(aspNetV2 bytes: [UInt8]) {
        self.init(.pbkdf2SHA1, rounds: 1000, salt: Array(bytes[1..<17]), digest: Array(bytes[17...]))
    }

    /// ASP.NET Identity 3: a one, then function, rounds and length of the salt in four bytes each, salt, digest.
    init?(aspNetV3 bytes: [UInt8]) {
        let functions: [DigestRecipe.Function] = [.pbkdf2SHA1, .pbkdf2SHA256, .pbkdf2SHA512]
        guard bytes.count > 13 else { return nil }
        let function = Self.number(bytes[1..<5])
        let saltLength = Self.number(bytes[9..<13])
        guard functions.indices.contains(function), (8...128).contains(saltLength), bytes.count > 13 + saltLength else { return nil }
        self.init(
            functions[function], rounds: Self.number(bytes[5..<9]), salt: Array(bytes[13..<(13 + saltLength)]),
            digest: Array(bytes[(13 + saltLength)...]))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }

    /// After `{SSHA}`: the digest followed by its salt, in base64.
    init?(ldap text: String, _ function: DigestRecipe.Function) {
        guard let bytes = HashFields.base64(text, padded: true), bytes.count > function.length else { return nil }
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
