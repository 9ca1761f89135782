internal import Core
internal import Credentials
internal import SQL

extension Transaction {
    /// Whether the code is right for this factor. A right code works only once: this call marks it as used.
    func useCode(_ code: String, of factor: SecondFactor, _ keyring: Keyring, at now: Timestamp) throws -> Bool {
        guard code.utf8.count <= 32 else { return false }
        switch factor.method {
        case .sms: return try useCode(code, of: factor.id, keyring, at: now)
        case .totp(let app):
            let generator = try app.generator(of: factor.id, keyring)
            guard let step = generator.acceptedStep(for: code, at: now, after: app.lastStep) else { return false }
            return try accept(step: step, of: factor.id)
        }
    }
}
