internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// After a sign-in with a password, in a browser that can make one: a passkey in one click. Not again for 30 days once declined.
enum PasskeyOffer {
    static func register(on routes: Routes<IDSite>) {
        routes.get(PasskeyPath.offer, as: FreshlyProved.self, show)
        routes.post(PasskeyPath.offerDeclined, as: SignedIn.self, decline)
    }

    /// The path of the offer that comes before `returnTo`; nil if none is made to this person in this browser.
    static func path(in session: Session, before returnTo: LocalPath, _ request: WebRequest, _ site: IDSite) async throws -> Path? {
        guard request.canMakePasskeys, site.steps.passkeys.relyingParty != nil else { return nil }
        let now = request.time
        let isDue = try await site.database.read { tx in
            try tx.missingProof(in: session, at: now) == nil && tx.isPasskeyOfferDue(to: session.personID, at: now)
        }
        return isDue ? PasskeyPath.offer.query([("return_to", returnTo.text)]) : nil
    }

    @Sendable static func show(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let returnTo = request.returnPath ?? .home
        guard let party = site.steps.passkeys.relyingParty else { return .redirect(returnTo) }
        let form = try await PasskeyRegistration(proof.signedIn, request, site).form(
            .passkey, relyingParty: party, content: "\(Hidden("return_to", returnTo.text))\(Button("passkey.offer-make"))"
        ).byAutofill
        let later = Form(
            PasskeyPath.offerDeclined, request, content: "\(Hidden("return_to", returnTo.text))\(Button("passkey.offer-later", .plain))")
        return .page(
            ColumnPage(
                "passkey.offer-title", brand: .id, request: request, content: "<p>\(words: "passkey.offer-lead")</p>\(form)",
                below: later.html))
    }

    @Sendable static func decline(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let person = proof.person.id
        try await site.database.write { try $0.declinePasskey(person, at: request.time) }
        return try await site.goOn(to: request.returnPath ?? .home, request)
    }
}

extension IDSite {
    /// The end of the offer. The way back may lead on to a product, where a form must not redirect (see `LeavingPage`).
    func goOn(to returnTo: LocalPath, _ request: WebRequest, notice: Notice? = nil) async throws -> WebResponse {
        guard let party = try await askingParty(of: returnTo) else { return .redirect(returnTo, notice: notice) }
        return LeavingPage.goingOn(to: returnTo, .text(party.name), request)
    }
}
