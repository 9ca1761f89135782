internal import Core
internal import Identity
internal import Language
internal import Web

/// Signing in with a passkey: from the address field's autofill or by its button, in place of address, password and second factor.
enum PasskeySignIn {
    static func register(on routes: Routes<IDSite>) {
        routes.post(PasskeyPath.signIn, as: Anyone.self, submit)
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let returnTo = request.returnPath ?? .home
        guard let answer = PasskeyAnswer(request.form), let browser = site.signInBrowser(request) else {
            return again(returnTo, "passkey.no-answer")
        }
        switch try await site.steps.passkey(answer, browserToken: browser, from: site.browser(request)) {
        case .signedIn(let started):
            let party = try await site.askingParty(of: returnTo)
            return try await site.signedIn(started, returnTo: returnTo.text, askedBy: party, request)
        case .expired: return again(returnTo, "passkey.expired")
        case .unknown: return again(returnTo, "passkey.unknown", credential: answer.credentialID)
        case .suspended: return again(returnTo, "passkey.suspended")
        case .refused: return again(returnTo, "passkey.refused")
        }
    }

    /// Back to the address, with what is wrong. `credential` is one that the browser may forget.
    private static func again(_ returnTo: LocalPath, _ reason: Phrase, credential: [UInt8]? = nil) -> WebResponse {
        let unknown = credential.map { Base64URL.encode($0) }
        return .redirect(
            SignInPath.address(returningTo: returnTo.text).query([(SignInPath.unknownPasskey, unknown)]), notice: .warning(reason))
    }

    /// The form on the address page; nothing where there can be no passkeys.
    static func form(_ frame: SignInFrame, returnTo: LocalPath?, browser: String) throws -> HTML {
        let site = frame.site
        guard let party = site.steps.passkeys.relyingParty else { return "" }
        let challenge = try WebAuthnChallenge(for: .signIn(browser: browser), site.keyring, at: site.clock.now())
        let hidden: HTML? = returnTo.map { "\(Hidden("return_to", $0.text))" }
        return PasskeyForm(
            .get, PasskeyPath.signIn, frame.request, options: PasskeyOptions.signIn(challenge, relyingParty: party),
            note: "passkey.not-used", content: "\(hidden)\(Button("passkey.sign-in", .secondary))"
        ).byAutofill.html
    }
}
