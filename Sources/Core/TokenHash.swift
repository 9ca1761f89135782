internal import Crypto

/// The stored form of a token: its SHA-256 digest. Tokens have 256 random bits, so no slower hash is needed.
package struct TokenHash: Hashable, Sendable {
    package let bytes: [UInt8]

    /// `purpose` separates the kinds of token: a mail link token presented as a session token matches no row (threat 6).
    package init(_ token: String, purpose: Purpose) {
        var hash = SHA256()
        hash.update(data: Array(purpose.rawValue.utf8) + [0])
        hash.update(data: Array(token.utf8))
        bytes = Array(hash.finalize())
    }

    package enum Purpose: String, Sendable {
        case session, signIn, mailLink, invitation, authorizationCode, refreshToken, clientSecret, productSession,
            productSignIn, accessToken, knownBrowser, recoveryStop, recoveryLink, trustedBrowser, dispute, registration, addressLink,
            searchPage, provisioning, joinUndo, heldForm, assertion, classicPassword, classicCode, clientAssertion, pushedRequest,
            deviceCode, userCode, dpopProof, episodeBrowser
    }
}
