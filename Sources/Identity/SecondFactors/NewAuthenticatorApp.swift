internal import Audit
package import Core
internal import Credentials
internal import Language
internal import SQL

/// An authenticator app during its setup. It is shown to its owner, and stored only after a code has proved that it works.
package struct NewAuthenticatorApp: Sendable {
    /// The secret in base32, to be typed into an app.
    package let secret: Secret<String>
    /// The URL that an app opens: `otpauth://…`.
    package let address: Secret<String>
    /// The setup, sealed for this session; the page's form sends it back.
    package let sealed: String
}

/// A second factor was stored.
package struct AddedFactor: Sendable {
    /// The recovery codes that came with the person's first one, to be shown once.
    package let codes: [Secret<String>]
}

extension Transaction {
    /// Adds a second factor that its owner has just proved in this session. Recovery codes come with the first one.
    func addFactor(in session: Session, _ keyring: Keyring, at now: Timestamp, _ insert: () throws -> Void) throws -> AddedFactor {
        let isFirst = try !hasSecondFactor(session.personID)
        try insert()
        try recordFactor(of: session.personID, in: session.id, at: now)
        return AddedFactor(codes: isFirst ? try makeRecoveryCodes(of: session.personID, by: .system, keyring, at: now) : [])
    }
}

extension SignInSteps {
    package func newAuthenticatorApp(for session: Session, issuer: String, account: String) throws -> NewAuthenticatorApp? {
        guard let generator = TOTP.generate() else { return nil }
        // With the id that its factor will have, so that a setup counts once.
        let plain = Array(SecondFactorID(at: clock.now()).text.utf8) + [10] + generator.stored
        let sealed = try keyring.seal(plain, purpose: Self.setupPurpose(session.id))
        return describe(generator, sealed: Base64URL.encode(sealed), issuer: issuer, account: account)
    }

    /// The same setup again, after a wrong code; nil if it belongs to another session.
    package func authenticatorApp(sealed: String, for session: Session, issuer: String, account: String) -> NewAuthenticatorApp? {
        setup(sealed, session).map { describe($0.generator, sealed: sealed, issuer: issuer, account: account) }
    }

    /// Stores the app if the code is right, and notifies its owner by mail. The code counts as used, and the second factor as proved in
    /// this session. nil if the code is wrong or the setup belongs to another session.
    package func addAuthenticatorApp(sealed: String, code: String, session: Session) async throws -> AddedFactor? {
        let now = clock.now()
        guard let (id, generator) = setup(sealed, session), let step = generator.acceptedStep(for: code, at: now, after: nil) else {
            return nil
        }
        let keyring = keyring
        let factor = try SecondFactor.authenticatorApp(generator, of: session.personID, id: id, setBy: .person, sealedBy: keyring, at: now)
        return try await database.write { tx in
            guard try tx.secondFactors(of: session.personID).allSatisfy({ $0.id != id }) else { return AddedFactor(codes: []) }
            return try tx.addFactor(in: session, keyring, at: now) {
                try change(tx, of: session.personID, "identity.app-added", at: now) {
                    try tx.insert(factor, by: .person(session.personID), at: now)
                    _ = try tx.accept(step: step, of: factor.id)
                } lead: {
                    "identity.app-added-lead"
                }
            }
        }
    }

    /// The codes that authenticator apps of these addresses show now: for the example's mailbox, because nobody has these apps.
    package func exampleCodes(for addresses: [String]) async throws -> [(address: String, code: String)] {
        let now = clock.now()
        let keyring = keyring
        return try await database.read { tx in
            var codes: [(address: String, code: String)] = []
            for address in addresses {
                guard let canonical = EmailAddress(existing: address)?.canonical else { continue }
                for candidate in try tx.candidates(for: canonical) {
                    for case let factor in try tx.secondFactors(of: candidate.person.id) {
                        guard case .authenticatorApp(let app) = factor.method else { continue }
                        codes.append((address, try app.generator(of: factor.id, keyring).code(at: now)))
                    }
                }
            }
            return codes
        }
    }

    private static func setupPurpose(_ session: SessionID) -> String { "new-authenticator-app:" + session.text }

    private func setup(_ sealed: String, _ session: Session) -> (id: SecondFactorID, generator: TOTP)? {
        guard let bytes = Base64URL.decode(sealed), let plain = try? keyring.open(bytes, purpose: Self.setupPurpose(session.id)) else {
            return nil
        }
        let parts = plain.split(separator: 10, maxSplits: 1)
        guard parts.count == 2, let id = SecondFactorID(String(decoding: parts[0], as: UTF8.self)),
            let generator = TOTP(stored: Array(parts[1]))
        else { return nil }
        return (id, generator)
    }

    private func describe(_ generator: TOTP, sealed: String, issuer: String, account: String) -> NewAuthenticatorApp {
        let groups = stride(from: 0, to: 32, by: 4).map { start in
            String(Base32.encode(generator.secret.exposed).dropFirst(start).prefix(4))
        }
        return NewAuthenticatorApp(
            secret: Secret(groups.joined(separator: " ")), address: generator.address(issuer: issuer, account: account), sealed: sealed)
    }
}
