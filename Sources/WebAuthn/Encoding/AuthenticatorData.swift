/// What an authenticator says about itself and the ceremony (section 6.1).
struct AuthenticatorData: Sendable, Equatable {
    let relyingPartyHash: [UInt8]
    let flags: Flags
    let counter: UInt32
    /// Only at a registration.
    let attested: AttestedCredential?

    struct Flags: OptionSet, Sendable {
        let rawValue: UInt8
        static let userPresent = Flags(rawValue: 1)
        static let userVerified = Flags(rawValue: 1 << 2)
        static let backupEligible = Flags(rawValue: 1 << 3)
        static let backedUp = Flags(rawValue: 1 << 4)
        static let hasAttestedCredential = Flags(rawValue: 1 << 6)
        static let hasExtensions = Flags(rawValue: 1 << 7)
    }

    /// The new credential (section 6.5.1).
    struct AttestedCredential: Sendable, Equatable {
        let aaguid: [UInt8]
        let id: [UInt8]
        /// The public key as a COSE_Key.
        let publicKey: [UInt8]
    }

    /// The most bytes of a credential's id (section 4).
    static let longestID = 1023

    init(_ bytes: [UInt8]) throws(WebAuthnRefusal) {
        var reader = CBORReader(bytes[...])
        guard bytes.count >= 37 else { throw .malformed("the authenticator data is too short") }
        relyingPartyHash = try reader.take(32)
        flags = Flags(rawValue: try reader.take(1)[0])
        counter = try reader.take(4).reduce(0) { $0 << 8 | UInt32($1) }
        attested = flags.contains(.hasAttestedCredential) ? try AttestedCredential(&reader) : nil
        if flags.contains(.hasExtensions) {
            guard case .map = try reader.value() else { throw .malformed("the extensions are no map") }
        }
        guard reader.rest.isEmpty else { throw .malformed("something follows the authenticator data") }
    }
}

extension AuthenticatorData.AttestedCredential {
    fileprivate init(_ reader: inout CBORReader) throws(WebAuthnRefusal) {
        aaguid = try reader.take(16)
        let length = try reader.take(2).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length > 0, length <= AuthenticatorData.longestID else { throw .credentialID }
        id = try reader.take(length)
        let before = reader.rest
        _ = try reader.value()
        publicKey = Array(before.prefix(before.count - reader.rest.count))
    }
}
