internal import Core
internal import Crypto

extension PasswordHash {
    /// Whether the password matches the hash. Takes as long as the hash costs: call it only on the hashing pool.
    func verifies(_ password: Secret<String>) -> Bool {
        guard PasswordPolicy.mayBePassword(password) else { return false }
        // crypt(3) stops reading at a NUL byte, and HMAC gives the same result with and without one at the end. No old password contained
        // any.
        if password.exposed.utf8.contains(0) { return false }
        var matches = false
        // All forms are computed, whichever matches: they are one try.
        for form in treatment.forms(of: password.exposed) where verifies(form, as: password.exposed) { matches = true }
        return matches && treatment.isComplete
    }

    private func verifies(_ bytes: [UInt8], as password: String) -> Bool {
        switch scheme {
        case .crypt(let hash): hash.verifies(bytes)
        case .cryptOfSHA256(let hash): hash.verifies(Array(Hex.encode(SHA256.hash(data: bytes)).utf8))
        case .wordPress(let hash): hash.verifies(Self.wordPressInput(bytes))
        case .apacheMD5(let hash): hash.verifies(bytes)
        case .phpass(let hash): hash.verifies(bytes)
        case .digest(let hash): constantTimeEqual(hash.recipe.digest(of: bytes) ?? [], hash.digest)
        case .scrypt(let hash): hash.verifies(bytes)
        case .firebase(let hash): hash.verifies(bytes, signerKey: treatment.key)
        case .argon2(let hash): hash.verifies(bytes)
        case .own(let hash): hash.material(of: bytes, password).map(hash.argon2.verifies) ?? false
        }
    }

    /// The base64 of an HMAC-SHA-384 with WordPress's constant key, so that bcrypt counts the whole password.
    private static func wordPressInput(_ password: [UInt8]) -> [UInt8] {
        let code = HMAC<SHA384>.authenticationCode(for: password, using: SymmetricKey(data: Array("wp-sha384".utf8)))
        return Array(HashFields.base64Text(Array(code)).utf8)
    }

    /// A hash of a new password.
    static func new(_ password: Secret<String>, _ parameters: Argon2Parameters, random: some RandomSource) -> PasswordHash? {
        make(.nfkc, PasswordBytes.normalized(password.exposed), parameters, random)
    }

    /// Our own hash to replace this one, made from the password that this hash has just verified. bcrypt counts only the first 72 bytes
    /// of a password. If the password has that many, our hash also counts only those, until the password is changed.
    func replacement(_ password: Secret<String>, _ parameters: Argon2Parameters, random: some RandomSource) -> PasswordHash? {
        guard countsFirst72(of: password.exposed) else { return Self.new(password, parameters, random: random) }
        return Self.make(.first72, Array(password.exposed.utf8.prefix(72)), parameters, random)
    }

    /// argon2id over the existing digest; nil if the hash is not a weak one.
    func wrapped(_ parameters: Argon2Parameters, random: some RandomSource) -> PasswordHash? {
        guard let weak = weakDigest else { return nil }
        return Self.make(.digest(weak.recipe), weak.digest, parameters, random, treatment)
    }

    private func countsFirst72(of password: String) -> Bool {
        switch scheme {
        case .own(let own): own.input == .first72
        case .crypt(let hash): hash.isBcrypt && password.utf8.count >= 72
        case .cryptOfSHA256, .wordPress, .apacheMD5, .firebase, .phpass, .digest, .scrypt, .argon2: false
        }
    }

    private static func make(
        _ input: OwnHash.Input, _ material: [UInt8], _ parameters: Argon2Parameters, _ random: some RandomSource,
        _ treatment: PasswordTreatment = PasswordTreatment()
    ) -> PasswordHash? {
        Argon2Hash.make(of: material, parameters, random: random).map { PasswordHash(OwnHash(input, $0), treatment) }
    }
}
