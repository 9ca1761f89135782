import Core
import Foundation
import TestSupport
import Testing
import WebAuthn

/// The vectors of Web Authentication Level 3.
@Suite struct PublishedVectorTests {
    private struct File: Decodable {
        let rpId: String
        let origin: String
        let vectors: [Vector]
    }
    private struct Vector: Decodable {
        struct Creation: Decodable {
            let challenge: String
            let credentialId: String
            let clientDataJSON: String
            let attestationObject: String
        }
        struct Use: Decodable {
            let challenge: String
            let authenticatorData: String
            let clientDataJSON: String
            let signature: String
        }
        let id: String
        let registration: Creation
        let authentication: Use

        /// The two whose page stood in another site's: they are refused, and rightly so by us.
        var isEmbedded: Bool { id.hasSuffix("crossOrigin") || id.hasSuffix("topOrigin") }
    }

    private func file() throws -> File? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try Vectors.published("webauthn.json").map { try decoder.decode(File.self, from: $0) }
    }

    private func bytes(_ hex: String) throws -> [UInt8] { try #require(Hex.decode(hex)) }

    private func credential(_ vector: Vector, _ file: File) throws -> Registration.Credential {
        let registration = try Registration(
            clientDataJSON: try bytes(vector.registration.clientDataJSON),
            attestationObject: try bytes(vector.registration.attestationObject))
        return try registration.credential(for: try ceremony(vector.registration.challenge, file))
    }

    private func ceremony(_ challenge: String, _ file: File) throws -> Ceremony {
        Ceremony(relyingParty: file.rpId, origins: [file.origin], challenge: try bytes(challenge), userVerification: .discouraged)
    }

    private func use(
        _ vector: Vector, _ file: File, of credential: Registration.Credential, data: [UInt8], client: [UInt8], signature: [UInt8]
    ) throws -> Assertion.Use {
        let assertion = try Assertion(clientDataJSON: client, authenticatorData: data, signature: signature)
        let known = Assertion.Known(
            publicKey: credential.publicKey, counter: credential.counter, isBackupEligible: credential.isBackupEligible)
        return try assertion.use(of: known, for: try ceremony(vector.authentication.challenge, file))
    }

    @Test("Every registration of an offered algorithm is read, with the credential's id; Ed448 is refused by its number")
    func registrations() throws {
        guard let file = try file() else { return }
        #expect(file.vectors.count == 15)
        for vector in file.vectors {
            switch vector.id {
            case "packed-ed448":
                #expect(throws: WebAuthnRefusal.algorithm(-53), "\(vector.id)") { try credential(vector, file) }
            case _ where vector.isEmbedded:
                #expect(throws: WebAuthnRefusal.embedded, "\(vector.id)") { try credential(vector, file) }
            default: #expect(try credential(vector, file).id == bytes(vector.registration.credentialId), "\(vector.id)")
            }
        }
    }

    @Test("Every assertion of an offered algorithm verifies, and none with any one byte changed")
    func assertions() throws {
        guard let file = try file() else { return }
        for vector in file.vectors where vector.id != "packed-ed448" && !vector.isEmbedded {
            let known = try credential(vector, file)
            let data = try bytes(vector.authentication.authenticatorData)
            let client = try bytes(vector.authentication.clientDataJSON)
            let signature = try bytes(vector.authentication.signature)
            let right = try use(vector, file, of: known, data: data, client: client, signature: signature)
            #expect(right.isBackupEligible == known.isBackupEligible, "\(vector.id)")
            for (part, count) in [(0, data.count), (1, client.count), (2, signature.count)] {
                for index in 0..<count {
                    var parts = [data, client, signature]
                    parts[part][index] ^= 1
                    #expect(throws: WebAuthnRefusal.self, "\(vector.id) part \(part) byte \(index)") {
                        try use(vector, file, of: known, data: parts[0], client: parts[1], signature: parts[2])
                    }
                }
            }
        }
    }
}
