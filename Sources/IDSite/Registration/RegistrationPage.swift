internal import Access
internal import Core
internal import Identity
internal import Language
internal import Web

/// Somebody new: first the address, which a mailed link proves. Every address gets the same answer.
enum RegistrationPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(RegistrationPath.begin, as: Anyone.self, show)
        routes.post(RegistrationPath.begin, as: Anyone.self, submit)
        NewPersonPage.register(on: routes)
    }

    /// Beneath the first step of a sign-in.
    static func offer(_ returnTo: LocalPath?) -> HTML {
        """
        <p>\(words: "registration.new-here") \
        <a href="\(RegistrationPath.begin(returningTo: returnTo?.text))">\(words: "registration.create")</a></p>
        """
    }

    @Sendable static func show(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard site.registration.isOpen else { throw Problem.notFound }
        let party = try await site.askingParty(of: request.returnPath)
        return form(SignInFrame(site, request, askedBy: party), FormState().starting(with: [("address", party?.hint)]))
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let returnTo = request.returnPath
        let party = try await site.askingParty(of: returnTo)
        guard let product = site.registration.product(from: party?.product) else { throw Problem.notFound }
        let frame = SignInFrame(site, request, askedBy: party)
        let given = request.form.text("address")
        guard let address = EmailAddress(given) else {
            return form(frame, FormState(request.form, "address", AddressPage.objection(toAddress: given)))
        }
        let link = RegistrationLink(address: address, product: product.rawValue, returnTo: returnTo?.text)
        let asked = try await site.registering.begin(link, reader: request.reader, from: site.browser(request).origin)
        if case .wait(let duration) = asked { throw site.tooManyTries(duration) }
        return frame.page(
            "recovery.check-mail",
            content: """
                <p>\(words: "registration.on-its-way", ["address": address.written])</p><p>\(words: "registration.no-mail")</p>
                """, below: back(returnTo))
    }

    private static func form(_ frame: SignInFrame, _ form: FormState) -> WebResponse {
        let form = form.focusing("address")
        let returnTo = frame.request.returnPath
        let hidden: HTML? = returnTo.map { "\(Hidden("return_to", $0.text))" }
        let field = TextField("address", "sign-in.address", .username, in: form, hint: "registration.address-hint")
        return frame.page(
            "registration.title", status: form.status,
            content: """
                <p class="lead">\(words: "registration.lead", ["products": frame.site.productNames])</p>\
                \(Form(RegistrationPath.begin, frame.request, form, content: "\(hidden)\(field)\(Button("registration.send"))"))
                """, below: back(returnTo))
    }

    private static func back(_ returnTo: LocalPath?) -> HTML {
        """
        <p>\(words: "registration.known") \
        <a href="\(SignInPath.address.query([("return_to", returnTo?.text)]))">\(words: "registration.sign-in")</a></p>
        """
    }
}
