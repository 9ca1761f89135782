internal import Audit
internal import Core
internal import SQL
package import WebAuthn

extension SignInSteps {
    package enum Adding: Sendable {
        /// With the recovery codes that came with the person's first second factor.
        case added(Passkey, AddedFactor)
        /// The page was open for too long, or its answer was used before.
        case expired
        /// The person has as many as one may have.
        case tooMany
        /// The authenticator has a credential that is known here.
        case taken
        case refused(WebAuthnRefusal)
    }

    /// A challenge for a new credential of the session's person.
    package func registrationChallenge(in session: Session) throws -> WebAuthnChallenge {
        try WebAuthnChallenge(for: .registration(session.id), keyring, at: clock.now())
    }

    /// Adds a credential to the signed-in person, and tells them by mail.
    package func add(_ creation: PasskeyCreation, _ kind: Passkey.Kind, naming: Passkey.Naming, in session: Session) async throws -> Adding
    {
        let now = clock.now()
        guard let party = passkeys.relyingParty,
            let challenge = WebAuthnChallenge(creation.challenge, for: .registration(session.id), keyring, at: now)
        else { return .expired }
        let credential: Registration.Credential
        do {
            let registration = try Registration(clientDataJSON: creation.clientDataJSON, attestationObject: creation.attestationObject)
            let verification: Ceremony.UserVerification = kind == .passkey ? .required : .discouraged
            credential = try registration.credential(for: passkeys.ceremony(challenge, relyingParty: party, verification))
        } catch let refusal { return .refused(refusal) }
        let keyring = keyring
        let passkey = Passkey(credential, kind, of: session.personID, relyingParty: party, naming: naming, at: now)
        return try await database.write { tx in
            guard try tx.session(session.id, at: now) != nil, try tx.useChallenge(challenge, at: now) else { return .expired }
            guard try tx.passkeys(of: session.personID).count < Passkey.most else { return .tooMany }
            guard try tx.passkey(credential: credential.id, relyingParty: party) == nil else { return .taken }
            func insert() throws {
                try tx.insert(passkey, by: .person(session.personID), at: now)
                try tx.tellOfNewPasskey(passkey, at: now)
            }
            if kind == .securityKey { return .added(passkey, try tx.addFactor(in: session, keyring, at: now, insert)) }
            try insert()
            return .added(passkey, AddedFactor(codes: []))
        }
    }
}

extension Transaction {
    /// Removes a credential of the signed-in person, and tells them by mail; it never works again. Returns false if there is none.
    func removePasskey(_ id: PasskeyID, in session: Session, at now: Timestamp) throws -> Bool {
        guard let passkey = try passkeys(of: session.personID).first(where: { $0.id == id }), try self.session(session.id, at: now) != nil,
            try removePasskey(id, of: session.personID, by: .person(session.personID), at: now)
        else { return false }
        try tellOfRemoval(of: passkey, at: now)
        return true
    }
}
