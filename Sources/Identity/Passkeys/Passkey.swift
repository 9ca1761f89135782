package import Core
internal import WebAuthn

package enum PasskeyKind: IdentifierKind { package static let prefix = "pky" }
package typealias PasskeyID = Identifier<PasskeyKind>

/// A credential of Web Authentication: a passkey, which signs in alone, or a security key, which is a second factor after the password.
package struct Passkey: Sendable, Equatable {
    package let id: PasskeyID
    package let personID: PersonID
    package let kind: Kind
    /// The RP id that it was made for: the ID's own, or the domain of an old product.
    package let relyingParty: String
    package let credentialID: [UInt8]
    /// A COSE_Key.
    package let publicKey: [UInt8]
    package let counter: UInt32
    /// Whether it may exist on several devices; nil for an imported one that was not used here yet.
    package let isBackupEligible: Bool?
    package let isBackedUp: Bool
    /// How its authenticator is reached, as its browser told (Web Authentication Level 3 section 5.8.4).
    package let transports: [String]
    package var name: String
    package let setBy: SetBy
    package let createdAt: Timestamp
    package let lastUsedAt: Timestamp?

    package enum Kind: String, Sendable, CaseIterable {
        case passkey
        case securityKey = "security-key"
    }

    package static let longestName = 60

    /// The numbers of the algorithms in COSE's registry, the preferred one first.
    package static let algorithms = PublicKey.Algorithm.allCases.map(\.rawValue)

    /// The name in the form to store: trimmed, without characters that cannot be seen. nil if nothing is left or if it is too long.
    package static func acceptableName(_ text: String) -> String? {
        Person.acceptableName(text).flatMap { $0.count <= longestName ? $0 : nil }
    }
    /// So many a person may have.
    package static let most = 50
    /// The transports that may be stored; what a browser calls otherwise is left out.
    static let transports: Set<String> = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"]

    /// What the person and the browser say about a new credential.
    package struct Naming: Sendable {
        package let name: String
        package let transports: [String]
        package init(name: String, transports: [String]) {
            self.name = name
            self.transports = transports
        }
    }

    /// The value of a use in `amr` (RFC 8176): a key that stays in its hardware, or one in software.
    static func amr(of use: Assertion.Use) -> String { use.isBackupEligible ? "swk" : "hwk" }
}

extension Passkey {
    /// A credential that a registration made.
    init(
        _ credential: Registration.Credential, _ kind: Kind, of person: PersonID, relyingParty: String, naming: Naming, at now: Timestamp
    ) {
        self.init(
            id: PasskeyID(at: now), personID: person, kind: kind, relyingParty: relyingParty, credentialID: credential.id,
            publicKey: credential.publicKey, counter: credential.counter, isBackupEligible: credential.isBackupEligible,
            isBackedUp: credential.isBackedUp, transports: naming.transports.filter(Self.transports.contains), name: naming.name,
            setBy: .person, createdAt: now, lastUsedAt: nil)
    }
}
