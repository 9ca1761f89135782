import Core
import TestSupport
import Testing
import WebAuthn

/// What is judged of an answer besides its signature (Web Authentication Level 3, sections 7.1 and 7.2).
@Suite struct CeremonyTests {
    private let challenge = [UInt8](repeating: 7, count: 32)
    private let authenticator = SoftwareAuthenticator(relyingParty: "id.example", origin: "https://id.example")

    private func ceremony(_ verification: Ceremony.UserVerification = .required, challenge: [UInt8]? = nil) -> Ceremony {
        Ceremony(
            relyingParty: "id.example", origins: ["https://id.example"], challenge: challenge ?? self.challenge,
            userVerification: verification)
    }

    private func register(_ authenticator: SoftwareAuthenticator, _ ceremony: Ceremony? = nil) throws -> Registration.Credential {
        let created = authenticator.create(challenge: challenge)
        return try Registration(clientDataJSON: created.clientDataJSON, attestationObject: created.attestationObject)
            .credential(for: ceremony ?? self.ceremony())
    }

    private func use(
        _ authenticator: SoftwareAuthenticator, _ ceremony: Ceremony? = nil, counter: UInt32 = 0, isBackupEligible: Bool? = true
    ) throws -> Assertion.Use {
        let asserted = try authenticator.get(challenge: challenge)
        let known = Assertion.Known(publicKey: authenticator.publicKey, counter: counter, isBackupEligible: isBackupEligible)
        return try Assertion(
            clientDataJSON: asserted.clientDataJSON, authenticatorData: asserted.authenticatorData, signature: asserted.signature
        ).use(of: known, for: ceremony ?? self.ceremony())
    }

    private func changed(_ change: (inout SoftwareAuthenticator) -> Void) -> SoftwareAuthenticator {
        var copy = authenticator
        change(&copy)
        return copy
    }

    @Test("A registration gives the credential with its flags")
    func registration() throws {
        let credential = try register(authenticator)
        #expect(credential.id == authenticator.credentialID)
        #expect(credential.publicKey == authenticator.publicKey)
        #expect(credential.isBackupEligible && credential.isBackedUp && credential.isUserVerified)
    }

    @Test("An answer for another RP id, from another origin or from an embedded page is refused")
    func places() {
        let otherParty = changed { $0.relyingParty = "evil.example" }
        let otherOrigin = changed { $0.origin = "https://id.example.evil.example" }
        let embedded = changed { $0.isEmbedded = true }
        #expect(throws: WebAuthnRefusal.relyingParty) { try register(otherParty) }
        #expect(throws: WebAuthnRefusal.relyingParty) { try use(otherParty) }
        #expect(throws: WebAuthnRefusal.origin("https://id.example.evil.example")) { try register(otherOrigin) }
        #expect(throws: WebAuthnRefusal.origin("https://id.example.evil.example")) { try use(otherOrigin) }
        #expect(throws: WebAuthnRefusal.embedded) { try register(embedded) }
        #expect(throws: WebAuthnRefusal.embedded) { try use(embedded) }
    }

    @Test("An answer to another challenge is refused")
    func challenges() {
        let other = ceremony(challenge: [UInt8](repeating: 8, count: 32))
        #expect(throws: WebAuthnRefusal.challenge) { try register(authenticator, other) }
        #expect(throws: WebAuthnRefusal.challenge) { try use(authenticator, other) }
    }

    @Test("Presence is always required, verification where it is asked for")
    func people() throws {
        let absent = changed { $0.flags = [.userVerified] }
        let unverified = changed { $0.flags = [.userPresent, .backupEligible] }
        #expect(throws: WebAuthnRefusal.userPresence) { try register(absent) }
        #expect(throws: WebAuthnRefusal.userPresence) { try use(absent) }
        #expect(throws: WebAuthnRefusal.userVerification) { try register(unverified) }
        #expect(throws: WebAuthnRefusal.userVerification) { try use(unverified) }
        #expect(try !use(unverified, ceremony(.preferred)).isUserVerified)
    }

    @Test("What is backed up is eligible for it, and the eligibility never changes")
    func backups() throws {
        let impossible = changed { $0.flags = [.userPresent, .userVerified, .backedUp] }
        #expect(throws: WebAuthnRefusal.backup) { try register(impossible) }
        #expect(throws: WebAuthnRefusal.backup) { try use(authenticator, isBackupEligible: false) }
        #expect(try use(authenticator, isBackupEligible: nil).isBackupEligible)
    }

    @Test("The counter of a key on one device only goes up; copies of a synced key count each for itself")
    func counters() throws {
        let bound = changed {
            $0.flags = [.userPresent, .userVerified]
            $0.counter = 5
        }
        #expect(try use(bound, counter: 4, isBackupEligible: false).counter == 5)
        #expect(throws: WebAuthnRefusal.counter) { try use(bound, counter: 5, isBackupEligible: false) }
        #expect(throws: WebAuthnRefusal.counter) { try use(bound, counter: 6, isBackupEligible: false) }
        let silent = changed { $0.flags = [.userPresent, .userVerified] }
        #expect(try use(silent, counter: 0, isBackupEligible: false).counter == 0)
        #expect(throws: WebAuthnRefusal.counter) { try use(silent, counter: 1, isBackupEligible: false) }
        let synced = changed { $0.counter = 1 }
        #expect(try use(synced, counter: 9).counter == 1)
    }

    @Test("A signature by another key is refused, also where its counter would be refused too")
    func signatures() throws {
        let asserted = try authenticator.get(challenge: challenge)
        let stranger = SoftwareAuthenticator(relyingParty: "id.example", origin: "https://id.example")
        let known = Assertion.Known(publicKey: stranger.publicKey, counter: 99, isBackupEligible: false)
        let assertion = try Assertion(
            clientDataJSON: asserted.clientDataJSON, authenticatorData: asserted.authenticatorData, signature: asserted.signature)
        #expect(throws: WebAuthnRefusal.signature) { try assertion.use(of: known, for: ceremony()) }
    }

    @Test("A registration is no assertion, and an assertion no registration")
    func types() throws {
        let created = authenticator.create(challenge: challenge)
        let asserted = try authenticator.get(challenge: challenge)
        let crossed = try Registration(clientDataJSON: asserted.clientDataJSON, attestationObject: created.attestationObject)
        #expect(throws: WebAuthnRefusal.type) { try crossed.credential(for: ceremony()) }
    }

    @Test(
        "Bytes that are cut, lengthened or not in CBOR's shortest form are refused, and never trap",
        arguments: [0, 1, 36, 37, 54, 55, 87, 100, 163] as [Int])
    func malformed(length: Int) {
        let created = authenticator.create(challenge: challenge)
        for object in [
            Array(created.attestationObject.prefix(length)), created.attestationObject + [0], [0xBF, 0xFF], [0x1B], [0xA1, 0x18, 1, 0],
        ] {
            #expect(throws: WebAuthnRefusal.self) {
                try Registration(clientDataJSON: created.clientDataJSON, attestationObject: object).credential(for: ceremony())
            }
        }
    }
}
