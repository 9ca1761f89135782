package import Core
internal import Crypto

/// A challenge of Web Authentication. It needs no row until it is answered: it holds when it was made, sealed for its purpose and for the
/// browser or session that it was made for. Its use is recorded, so that it counts once.
package struct WebAuthnChallenge: Sendable, Equatable {
    package let bytes: [UInt8]

    package static let lifetime: Duration = .minutes(15)

    /// What a challenge is for. An answer to one for another purpose, browser or session does not count.
    package enum Purpose: Sendable {
        /// A sign-in with a passkey, in the browser with this cookie.
        case signIn(browser: String)
        /// The second factor of the sign-in with this token.
        case factor(signIn: Secret<String>)
        /// A new credential, in this session.
        case registration(SessionID)
        /// A second factor of that person, proved in this session.
        case proof(SessionID, of: PersonID)

        fileprivate var text: String {
            switch self {
            case .signIn(let browser): "webauthn sign-in " + Hex.encode(SHA256.hash(data: Array(browser.utf8)))
            case .factor(let token): "webauthn factor " + Hex.encode(SHA256.hash(data: Array(token.exposed.utf8)))
            case .registration(let session): "webauthn registration " + session.text
            case .proof(let session, let person): "webauthn proof " + session.text + " " + person.text
            }
        }
    }

    package init(for purpose: Purpose, _ keyring: Keyring, at now: Timestamp) throws {
        let time = (0..<8).map { UInt8(truncatingIfNeeded: now.milliseconds >> (8 * (7 - $0))) }
        bytes = try keyring.seal(time, purpose: purpose.text)
    }

    /// The challenge in an answer; nil unless it is one of ours for this purpose that has not run out.
    init?(_ bytes: [UInt8], for purpose: Purpose, _ keyring: Keyring, at now: Timestamp) {
        guard let time = try? keyring.open(bytes, purpose: purpose.text), time.count == 8 else { return nil }
        let made = Timestamp(milliseconds: time.reduce(0) { $0 << 8 | Int64($1) })
        guard now < made + Self.lifetime, made <= now + .minutes(1) else { return nil }
        self.bytes = bytes
    }

    var hash: [UInt8] { Array(SHA256.hash(data: bytes)) }
}
