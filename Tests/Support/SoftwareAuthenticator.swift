internal import Core
internal import Crypto
internal import Foundation

/// An authenticator for tests: it makes credentials and answers as a browser passes it on (Web Authentication Level 3).
package struct SoftwareAuthenticator: Sendable {
    package var relyingParty: String
    package var origin: String
    package var counter: UInt32 = 0
    package var flags: Flags = [.userPresent, .userVerified, .backupEligible, .backedUp]
    package var isEmbedded = false
    package let credentialID: [UInt8]
    private let key = P256.Signing.PrivateKey()

    package struct Flags: OptionSet, Sendable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }
        package static let userPresent = Flags(rawValue: 1)
        package static let userVerified = Flags(rawValue: 4)
        package static let backupEligible = Flags(rawValue: 8)
        package static let backedUp = Flags(rawValue: 16)
        static let hasCredential = Flags(rawValue: 64)
    }

    package struct Created: Sendable {
        package let clientDataJSON: [UInt8]
        package let attestationObject: [UInt8]
    }

    package struct Asserted: Sendable {
        package let clientDataJSON: [UInt8]
        package let authenticatorData: [UInt8]
        package let signature: [UInt8]
    }

    package init(relyingParty: String, origin: String) {
        self.relyingParty = relyingParty
        self.origin = origin
        credentialID = SystemRandom().bytes(32)
    }

    /// The public key as a COSE_Key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
    package var publicKey: [UInt8] {
        let point = Array(key.publicKey.rawRepresentation)
        return [0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32] + point.prefix(32) + [0x22, 0x58, 32] + point.suffix(32)
    }

    package func create(challenge: [UInt8]) -> Created {
        let id: [UInt8] = [0, UInt8(credentialID.count)] + credentialID
        let data = authenticatorData(flags.union(.hasCredential)) + [UInt8](repeating: 0, count: 16) + id + publicKey
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let object: [UInt8] =
            [0xA3, 0x63] + Array("fmt".utf8) + [0x64] + Array("none".utf8) + [0x67] + Array("attStmt".utf8) + [0xA0, 0x68]
            + Array("authData".utf8) + [0x58, UInt8(data.count)] + data
        return Created(clientDataJSON: clientData("webauthn.create", challenge), attestationObject: object)
    }

    package func get(challenge: [UInt8]) throws -> Asserted {
        let client = clientData("webauthn.get", challenge)
        let data = authenticatorData(flags)
        let signature = try key.signature(for: Data(data + Array(SHA256.hash(data: client))))
        return Asserted(clientDataJSON: client, authenticatorData: data, signature: Array(signature.derRepresentation))
    }

    private func authenticatorData(_ flags: Flags) -> [UInt8] {
        let count = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: counter >> $0) }
        return Array(SHA256.hash(data: Array(relyingParty.utf8))) + [flags.rawValue] + count
    }

    private func clientData(_ type: String, _ challenge: [UInt8]) -> [UInt8] {
        let text = """
            {"type":"\(type)","challenge":"\(Base64URL.encode(challenge))","origin":"\(origin)","crossOrigin":\(isEmbedded)}
            """
        return Array(text.utf8)
    }
}
