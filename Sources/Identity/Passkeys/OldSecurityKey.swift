package import Core
internal import WebAuthn

/// A security key that was registered at an old product, for that product's domain. It stays a second factor after the password.
package struct OldSecurityKey: Sendable, Equatable {
    package let credentialID: [UInt8]
    package let publicKey: [UInt8]
    package let counter: UInt32
    package let relyingParty: String
    package let transports: [String]
    package let name: String

    /// Why a registration cannot be used here, in words for the operator who imports it.
    package struct Mistake: Error, Sendable {
        package let reason: String
    }

    /// `publicKey` is a COSE_Key (RFC 9052 section 7) of one of `Passkey.algorithms`; `relyingParty` the domain that the key was made for.
    package init(
        credentialID: [UInt8], publicKey: [UInt8], counter: UInt32, relyingParty: String, transports: [String], name: String?
    ) throws(Mistake) {
        // Web Authentication Level 3 section 5.8.3 allows no longer ones.
        guard (1...1023).contains(credentialID.count) else { throw Mistake(reason: "its credential id must have 1 to 1023 bytes") }
        do { _ = try PublicKey(cose: publicKey) } catch .algorithm(let number) {
            throw Mistake(reason: "its algorithm \(number) is not one of \(Passkey.algorithms)")
        } catch { throw Mistake(reason: "its public key is no COSE_Key") }
        guard let domain = Self.domain(relyingParty) else {
            throw Mistake(reason: "“\(relyingParty.prefix(100))” is no domain; keys of U2F, made for an address, cannot be asked for here")
        }
        self.credentialID = credentialID
        self.publicKey = publicKey
        self.counter = counter
        self.relyingParty = domain
        self.transports = transports.filter(Passkey.transports.contains)
        self.name = name.flatMap(Passkey.acceptableName) ?? "Security key"
    }

    private static func domain(_ text: String) -> String? {
        let domain = text.lowercased()
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        let isName = labels.allSatisfy { label in
            (1...63).contains(label.utf8.count)
                && label.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
        }
        guard isName, domain.utf8.count <= 253, labels.count > 1 || domain == "localhost" else { return nil }
        return labels.last?.contains(where: \.isLetter) == true ? domain : nil
    }
}

extension Passkey {
    package static func imported(_ key: OldSecurityKey, of person: PersonID, at now: Timestamp) -> Passkey {
        Passkey(
            id: PasskeyID(at: now), personID: person, kind: .securityKey, relyingParty: key.relyingParty, credentialID: key.credentialID,
            publicKey: key.publicKey, counter: key.counter, isBackupEligible: nil, isBackedUp: false, transports: key.transports,
            name: key.name, setBy: .import, createdAt: now, lastUsedAt: nil)
    }
}
