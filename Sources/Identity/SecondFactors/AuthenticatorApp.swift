package import Core
package import Credentials
internal import Language
internal import SQL

/// A time-based code generator (RFC 6238), with its secret sealed by the keyring.
package struct AuthenticatorApp: Sendable, Equatable {
    let sealed: [UInt8]
    /// The last time step whose code was accepted. Codes of this step and of earlier ones are refused.
    let lastStep: Int64?

    package var lastAcceptedStep: Int64? { lastStep }

    /// The opened secret is not a valid generator: the row is damaged.
    package struct UnreadableFactor: Error, Sendable {}

    /// Opens the secret. Throws `Keyring.Unreadable`, `UnreadableFactor`.
    package func generator(of factor: SecondFactorID, _ keyring: Keyring) throws -> TOTP {
        guard let totp = TOTP(stored: try keyring.open(sealed, purpose: Self.purpose(factor))) else { throw UnreadableFactor() }
        return totp
    }

    /// Binds a sealed secret to its row, so that it cannot be opened for another row.
    fileprivate static func purpose(_ id: SecondFactorID) -> String { "second-factor:" + id.text }
}

extension AuthenticatorApp: SecondFactorMethod {
    static let kind = SecondFactor.Kind.authenticatorApp
    static let amr = "otp"
    var sender: (any CodeSender)? { nil }

    var removalNotice: (title: String, change: Phrase) {
        ("identity.app-removed", "identity.app-removed-lead")
    }

    init(row: Row) throws {
        self.init(sealed: try row["secret"], lastStep: try row["last_step"])
    }

    var columns: SecondFactorColumns { SecondFactorColumns(secret: sealed, lastStep: lastStep) }

    func useCode(_ code: String, of factor: SecondFactorID, in tx: Transaction, _ keyring: Keyring, at now: Timestamp) throws -> Bool {
        guard let step = try generator(of: factor, keyring).acceptedStep(for: code, at: now, after: lastStep) else { return false }
        return try tx.accept(step: step, of: factor)
    }
}

extension SecondFactor {
    /// An authenticator app as it is stored: the secret sealed for this row.
    package static func authenticatorApp(
        _ generator: TOTP, of person: PersonID, id: SecondFactorID? = nil, setBy: SetBy, sealedBy keyring: Keyring, at now: Timestamp
    ) throws -> SecondFactor {
        let id = id ?? SecondFactorID(at: now)
        let sealed = try keyring.seal(generator.stored, purpose: AuthenticatorApp.purpose(id))
        return SecondFactor(
            id: id, personID: person, method: .authenticatorApp(AuthenticatorApp(sealed: sealed, lastStep: nil)),
            label: "Authenticator app",
            setBy: setBy, createdAt: now)
    }

    /// The same factor of another person: a code that counted for the one counts for the other no more.
    func copied(to person: PersonID, sealedBy keyring: Keyring, at now: Timestamp) throws -> SecondFactor {
        let id = SecondFactorID(at: now)
        var method = method
        if case .authenticatorApp(let app) = method {
            let sealed = try keyring.seal(app.generator(of: self.id, keyring).stored, purpose: AuthenticatorApp.purpose(id))
            method = .authenticatorApp(AuthenticatorApp(sealed: sealed, lastStep: app.lastStep))
        }
        return SecondFactor(id: id, personID: person, method: method, label: label, setBy: setBy, createdAt: now)
    }
}

extension Transaction {
    /// Stores the time step of an accepted code. Returns false if that step or a later one was accepted meanwhile: the code then counts
    /// as used.
    package func accept(step: Int64, of factor: SecondFactorID) throws -> Bool {
        try run(
            "UPDATE second_factors SET last_step = \(step) WHERE id = \(factor) AND (last_step IS NULL OR last_step < \(step))") > 0
    }
}
