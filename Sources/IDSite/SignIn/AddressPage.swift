internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Step 1: the e-mail address, or a name of an old product.
enum AddressPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SignInPath.address, as: MaybeSignedIn.self, show)
        routes.post(SignInPath.address, as: Anyone.self, submit)
        routes.get(SignInPath.change, as: Anyone.self, change)
        KnownPeople.register(on: routes)
    }

    @Sendable static func show(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let returnTo = request.returnPath
        let given = request.query["address"]
        var other: SignedIn?
        if let signedIn = proof.signedIn {
            let isOther = try await site.isOther(given, than: signedIn)
            if returnTo == nil, !isOther { return .redirect(CommonPath.home) }
            if isOther { other = signedIn }
        }
        let frame = SignInFrame(site, request, askedBy: try await site.askingParty(of: returnTo))
        let address = given ?? frame.party?.hint
        let known = address == nil ? try await site.steps.peopleKnown(to: site.browser(request)) : []
        let people = KnownPeople(people: known, returnTo: returnTo, request: request)
        return try await form(frame, returnTo: returnTo, FormState().starting(with: [("address", address)]), insteadOf: other, people)
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let returnTo = request.returnPath
        let frame = SignInFrame(site, request, askedBy: try await site.askingParty(of: returnTo))
        let given = request.form.text("address")
        guard let login = try await site.login(typed: given) else {
            let objection = TypedLogin.objection(to: given, takesNames: try await site.takesNames())
            return try await form(frame, returnTo: returnTo, FormState(request.form, "address", objection))
        }
        return try await site.begin(login.written, returnTo: returnTo, askedBy: frame.party, request)
    }

    /// Goes back to the address step, and keeps the given address and the return path.
    @Sendable static func change(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let signIn = try await site.knownSignIn(request) else { return .redirect(SignInPath.address) }
        return .redirect(SignInPath.address(signIn.address, returningTo: signIn.returnTo))
    }

    /// What is wrong with a text that was typed as an address and is none.
    static func objection(toAddress given: String) -> Phrase { given.isEmpty ? "sign-in.enter-address" : "sign-in.not-an-address" }

    /// `signedIn` is who is signed in here, if the sign-in is for somebody else.
    private static func form(
        _ frame: SignInFrame, returnTo: LocalPath?, _ form: FormState, insteadOf signedIn: SignedIn? = nil, _ known: KnownPeople? = nil
    ) async throws -> WebResponse {
        let form = form.focusing("address")
        let field = TypedLogin.field(in: form, takesNames: try await frame.site.takesNames(), offersPasskeys: true)
        let now: HTML? = signedIn.map { signedIn -> HTML in
            let link = Phrase.link(returnTo?.text ?? CommonPath.home.text)
            return "<p>\(words: "sign-in.instead-of", ["name": signedIn.person.name, "link": link])</p>"
        }
        let hidden: HTML? = returnTo.map { "\(Hidden("return_to", $0.text))" }
        let title = frame.party.map { Phrase("sign-in.title-to", ["product": $0.name]) } ?? "sign-in.title"
        let lead: HTML = "<p class=\"lead\">\(words: "sign-in.lead", ["products": frame.site.productNames])</p>"
        let (browser, cookie) = frame.site.passkeyBrowser(frame.request)
        let passkey = try PasskeySignIn.form(frame, returnTo: returnTo, browser: browser)
        let register: HTML? = frame.site.registration.isOpen ? RegistrationPage.offer(returnTo) : nil
        let page = frame.page(
            title, step: 1, status: form.status,
            content: """
                \(lead)\(now)\(known)\(Form(SignInPath.address, frame.request, form, content: "\(hidden)\(field)\(Button("sign-in.continue"))"))\
                \(passkey)\(PasskeySignal.unknown(frame))
                """, below: register ?? "")
        return page.with(cookie)
    }
}

extension IDSite {
    /// Whether an address that a page was given is not one of the signed-in person's.
    func isOther(_ address: String?, than signedIn: SignedIn) async throws -> Bool {
        guard let address else { return false }
        let isAddress = EmailAddress(existing: address) != nil
        guard isAddress || LoginName(address) != nil else { return false }
        let person = signedIn.person.id
        return try await database.read { tx in
            if try tx.candidates(typed: address).contains(where: { $0.person.id == person }) { return false }
            // A hint that is no address means somebody only where names are in use.
            return try isAddress || tx.hasLoginNames()
        }
    }
}
