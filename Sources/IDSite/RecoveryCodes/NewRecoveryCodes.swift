internal import Core
internal import Identity
internal import Language
internal import Web

/// Codes that were just made, on their way to the page that shows them. The browser keeps them sealed for 5 minutes; the server has their
/// digests alone.
struct NewRecoveryCodes {
    private static let cookie = "lanyard_recovery_codes"

    let codes: [String]
    private let session: SessionID

    init(_ codes: [Secret<String>], in session: Session) {
        self.codes = codes.map(\.exposed)
        self.session = session.id
    }

    /// Those that this browser brings along; nil if there are none, or if they were made in another session.
    init?(_ session: Session, _ request: WebRequest, _ site: IDSite) {
        guard let content = SealedCookie(Self.cookie, site.keyring).content(in: request), content["session"]?.string == session.id.text,
            let codes = content["codes"]?.string
        else { return nil }
        self.codes = codes.split(separator: " ").map(String.init)
        self.session = session.id
    }

    func cookie(_ site: IDSite, _ request: WebRequest) throws -> SetCookie {
        let content: JSON = ["session": .string(session.text), "codes": .string(codes.joined(separator: " "))]
        return try SealedCookie(Self.cookie, site.keyring).cookie(content, for: .minutes(5), in: request)
    }

    static func removal(_ site: IDSite) -> SetCookie { SealedCookie(cookie, site.keyring).removal }
}

extension IDSite {
    /// Where adding a second factor leads: to the recovery codes that came with the first one, or back with the notice.
    func added(
        _ factor: AddedFactor, in session: Session, _ request: WebRequest, otherwise: @autoclosure () async throws -> WebResponse
    ) async throws -> WebResponse {
        guard !factor.codes.isEmpty else { return try await otherwise() }
        return WebResponse.redirect(RecoveryCodesPath.codes, notice: .good("recovery-code.born"))
            .with(try NewRecoveryCodes(factor.codes, in: session).cookie(self, request))
    }
}
