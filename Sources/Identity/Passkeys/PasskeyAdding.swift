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
                try change(tx, of: session.personID, passkey.addedTitle, at: now) {
                    try tx.insert(passkey, by: .person(session.personID), at: now)
                } lead: {
                    passkey.addedLead
                }
            }
            if kind == .securityKey { return .added(passkey, try tx.addFactor(in: session, keyring, at: now, insert)) }
            try insert()
            return .added(passkey, AddedFactor(codes: []))
        }
    }
}

extension SignInSteps {
    /// Removes a credential of the signed-in person, and tells them by mail. Returns false if there is none.
    func removePasskey(_ tx: Transaction, _ id: PasskeyID, in session: Session, at now: Timestamp) throws -> Bool {
        let person = session.personID
        guard let passkey = try tx.passkeys(of: person).first(where: { $0.id == id }), try tx.session(session.id, at: now) != nil else {
            return false
        }
        return try change(tx, of: person, "passkey.mail-removed", at: now) {
            try tx.removePasskey(id, of: person, by: .person(person), at: now)
        } lead: {
            $0 ? passkey.removedLead : nil
        }
    }
}
