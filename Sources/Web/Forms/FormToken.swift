internal import Core
internal import Crypto
internal import HTTPTypes
internal import Synchronization

/// The token that every form carries: an HMAC over a random cookie of this browser and the session. No other site can make one.
extension WebRequest {
    private var formCookieName: String { memory.settings.cookieName + "_form" }

    /// The value of the hidden field `_token`. Reading it sets the browser's form cookie if there is none yet.
    package var formToken: String {
        let cookie = memory.state.withLock { state in
            if let known = state.formCookie { return known }
            let known = self.cookie(formCookieName).flatMap { RandomToken.isWellFormed($0) ? $0 : nil }
            let value = known ?? SystemRandom().token().exposed
            if known == nil { state.cookies.append(SetCookie(formCookieName, value)) }
            state.formCookie = value
            return value
        }
        return token(for: cookie)
    }

    private func token(for cookie: String) -> String {
        let session = self.cookie(memory.settings.cookieName) ?? ""
        let key = SymmetricKey(data: memory.settings.formKey.exposed)
        return Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: Array("form\n\(cookie)\n\(session)".utf8), using: key)))
    }

    /// Throws a `Problem` (403) unless this server made the form for this browser and session, and no other site sent it.
    func verifyFormToken() throws {
        let refused = Problem(
            status: 403, code: "form-expired", title: "This page was open for too long, or you signed in or out in the meantime.",
            detail: "Nothing was changed. Go back, load the page again, and send it once more.")
        if let origin = headers[.origin], origin != address.origin { throw refused }
        if let site = headers[.known("Sec-Fetch-Site")], site == "cross-site" { throw refused }
        guard let cookie = cookie(formCookieName), let sent = form["_token"], Secret(token(for: cookie)).matches(sent) else {
            throw refused
        }
    }
}
