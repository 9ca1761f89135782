internal import Core
internal import Foundation

/// What the browser signs with: what was asked for, by whom, and where (section 5.8.1).
struct ClientData: Sendable, Equatable {
    let type: String
    let challenge: [UInt8]
    let origin: String
    /// Whether the page stood in a frame of another origin.
    let isCrossOrigin: Bool

    private struct Members: Decodable {
        let type: String
        let challenge: String
        let origin: String
        let crossOrigin: Bool?
        let topOrigin: String?
    }

    init(_ json: [UInt8]) throws(WebAuthnRefusal) {
        guard let members = try? JSONDecoder().decode(Members.self, from: Data(json)) else { throw .malformed("the client data") }
        guard let challenge = Base64URL.decode(members.challenge) else { throw .challenge }
        type = members.type
        self.challenge = challenge
        origin = members.origin
        isCrossOrigin = members.crossOrigin ?? false || members.topOrigin != nil
    }
}
