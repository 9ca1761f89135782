internal import Core
internal import Crypto
internal import HTTPTypes
internal import Language
internal import Synchronization

/// The token that every form carries: HMACs over a random cookie of this browser and the session. No other site can make one.
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

    /// Two codes of 16 bytes, one bound to the session and one to the browser alone, masked anew in each answer so that compression tells
    /// nothing about them.
    private func token(for cookie: String) -> String {
        let plain = code(cookie, session: self.cookie(memory.settings.cookieName) ?? "") + code(cookie, session: nil)
        let mask = SystemRandom().bytes(plain.count)
        return Base64URL.encode(mask + zip(plain, mask).map { $0 ^ $1 })
    }

    private func code(_ cookie: String, session: String?) -> [UInt8] {
        let key = SymmetricKey(data: memory.settings.formKey.exposed)
        let bound = session.map { "form\n\(cookie)\n\($0)" } ?? "form\n\(cookie)"
        return Array(HMAC<SHA256>.authenticationCode(for: Array(bound.utf8), using: key).prefix(16))
    }

    /// The two codes of a token; nil for a text that is none.
    private static func codes(_ token: String) -> (bound: [UInt8], free: [UInt8])? {
        guard let bytes = Base64URL.decode(token), bytes.count == 64 else { return nil }
        let plain = zip(bytes[..<32], bytes[32...]).map { $0 ^ $1 }
        return (Array(plain[..<16]), Array(plain[16...]))
    }

    /// Throws a `Problem` (403) unless this server made the form for this browser and session, and no other site sent it. `isOpen`: the form
    /// may be sent by anybody, so it does not matter whether they signed in or out since it was made.
    func verifyFormToken(isOpen: Bool) throws {
        // A proxy's Referrer-Policy may make the origin null; then the token alone decides.
        if let origin = headers[.origin], origin != address.origin, origin != "null" { throw Self.foreignForm }
        if let site = headers[.known("Sec-Fetch-Site")], site == "cross-site" { throw Self.foreignForm }
        guard let cookie = cookie(formCookieName) else { throw Self.cookiesBlocked }
        guard let sent = form["_token"].flatMap(Self.codes) else { throw Self.oldForm }
        let matches =
            isOpen
            ? constantTimeEqual(sent.free, code(cookie, session: nil))
            : constantTimeEqual(sent.bound, code(cookie, session: self.cookie(memory.settings.cookieName) ?? ""))
        guard matches else { throw Self.oldForm }
    }

    fileprivate static let oldForm = Problem(
        status: 403, code: "form-expired", title: "form.expired",
        detail: "form.expired-next")
    private static let foreignForm = Problem(
        status: 403, code: "form-foreign", title: "form.foreign",
        detail: "form.foreign-next")
    private static let cookiesBlocked = Problem(
        status: 403, code: "cookies-blocked", title: "form.cookies-blocked",
        detail: "form.cookies-blocked-next")
}

extension Problem {
    /// Whether the form is older than the session, or belongs to one that has ended.
    var isExpired: Bool { code == WebRequest.oldForm.code }
}
