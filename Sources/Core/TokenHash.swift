internal import Crypto

/// What rests of a token: the SHA-256 of it. Tokens carry 256 random bits, so that no slower hash is needed.
package struct TokenHash: Hashable, Sendable {
    package let bytes: [UInt8]

    /// The purpose keeps kinds of token apart: a mail link presented as a session finds nothing (threats.md, 6).
    package init(_ token: String, purpose: Purpose) {
        var hash = SHA256()
        hash.update(data: Array(purpose.rawValue.utf8) + [0])
        hash.update(data: Array(token.utf8))
        bytes = Array(hash.finalize())
    }

    package enum Purpose: String, Sendable {
        case session, signIn, csrf, mailLink, smsCode, invitation, authorizationCode, refreshToken, clientSecret, productSession,
            productSignIn, accessToken
    }
}
