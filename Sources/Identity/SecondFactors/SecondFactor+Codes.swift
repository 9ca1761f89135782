internal import Core
internal import SQL

extension Transaction {
    /// Whether the code is right for this factor. A right code works only once: this call marks it as used.
    func useCode(_ code: String, of factor: SecondFactor, _ keyring: Keyring, at now: Timestamp) throws -> Bool {
        guard code.utf8.count <= 32 else { return false }
        return try factor.method.rules.useCode(code, of: factor.id, in: self, keyring, at: now)
    }
}
