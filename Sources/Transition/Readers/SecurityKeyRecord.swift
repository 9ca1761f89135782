internal import Core
internal import Foundation
internal import Identity

/// A registration of a security key, as both exports write it: an object of the member `securityKeys`, or of the array in the column
/// `security_keys`. The names are those of Web Authentication; bytes are base64 or base64url.
struct SecurityKeyRecord: Decodable {
    private let credentialId: String
    private let publicKey: String
    private let rpId: String
    private let counter: UInt32?
    private let transports: [String]?
    private let name: String?

    /// Throws a rejection that says what cannot be read of it.
    func key() throws(ExportLine.Rejection) -> OldSecurityKey {
        guard let credential = Self.bytes(credentialId), let publicKey = Self.bytes(publicKey) else {
            throw Self.rejection("“credentialId” and “publicKey” must be base64url")
        }
        do {
            return try OldSecurityKey(
                credentialID: credential, publicKey: publicKey, counter: counter ?? 0, relyingParty: rpId.trimmed,
                transports: transports ?? [], name: name)
        } catch { throw Self.rejection(error.reason) }
    }

    /// The keys in the array; none in an empty text.
    static func keys(_ json: String) throws(ExportLine.Rejection) -> [OldSecurityKey] {
        guard !json.isEmpty else { return [] }
        guard JSONDepth.isAtMost(4, in: ArraySlice(json.utf8)),
            let records = try? JSONDecoder().decode([SecurityKeyRecord].self, from: Data(json.utf8))
        else {
            throw rejection(unreadable)
        }
        return try keys(records)
    }

    /// A person has each key once, and no more than fit here.
    static func keys(_ records: [SecurityKeyRecord]) throws(ExportLine.Rejection) -> [OldSecurityKey] {
        var keys: [OldSecurityKey] = []
        for record in records { keys.append(try record.key()) }
        return try distinct(keys)
    }

    static func distinct(_ all: [OldSecurityKey]) throws(ExportLine.Rejection) -> [OldSecurityKey] {
        guard all.count <= Passkey.most else { throw rejection("nobody may have more than \(Passkey.most)") }
        var keys: [OldSecurityKey] = []
        for key in all where !keys.contains(where: { $0.relyingParty == key.relyingParty && $0.credentialID == key.credentialID }) {
            keys.append(key)
        }
        return keys
    }

    static let unreadable = "an array of objects with credentialId, publicKey, rpId, counter, transports and name is expected"

    /// Base64 of either alphabet, padded or not.
    static func bytes(_ text: String) -> [UInt8]? {
        let url = text.trimmed.replacing("+", with: "-").replacing("/", with: "_").filter { $0 != "=" }
        return Base64URL.decode(url)
    }

    static func rejection(_ detail: String) -> ExportLine.Rejection { ExportLine.Rejection(reason: .invalidKey, detail: detail) }
}
