internal import Access
internal import Core
internal import Identity
internal import Language
internal import Web

/// The page that the mailed link opens: name, account and password of somebody new. Opening it does nothing; its button makes everything in
/// one transaction.
enum NewPersonPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(RegistrationPath.finish, as: Anyone.self, show)
        routes.post(RegistrationPath.finish, as: Anyone.self, submit)
    }

    @Sendable static func show(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let token = Secret(request.query["token"] ?? "")
        guard site.registration.isOpen, let link = try await site.registering.found(token) else { return dead(request) }
        return try await form(token, link, request, site)
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let token = Secret(request.form["token"] ?? "")
        guard site.registration.isOpen, let link = try await site.registering.found(token) else { return dead(request) }
        let password = request.form["password"] ?? ""
        let account = request.form.text("account")
        let given = request.form.text("name")
        var errors: [FieldError] = []
        if let objection = Person.objection(toName: given) { errors.append(FieldError("name", objection)) }
        if account.isEmpty { errors.append(FieldError("account", "registration.enter-account")) }
        if password.isEmpty { errors.append(FieldError("password", "invitation.choose-password")) }
        guard errors.isEmpty, let name = Person.acceptableName(given) else {
            return try await form(token, link, request, site, FormState(request.form, errors))
        }
        let entry = Registering.Entry(name: name, password: Secret(password), known: [account])
        let catalog = site.catalog
        do {
            let outcome = try await site.registering.finish(
                token, entry, locale: request.reader.language.rawValue, from: site.browser(request)
            ) { tx, person, link, now in
                _ = try Administration(tx, catalog: catalog, by: .system, at: now)
                    .openAccount(named: account, products: [ProductID(rawValue: link.product)], first: person)
            }
            switch outcome {
            case .noLink: return dead(request)
            case .refused(let reason): return try await form(token, link, request, site, FormState(request.form, "password", reason))
            case .registered(let started, let link): return try await welcome(started, link, request, site)
            }
        } catch AccessError.invalidName {
            return try await form(token, link, request, site, FormState(request.form, "account", "access.invalid-name-next"))
        }
    }

    /// To where they were going, else to their product.
    private static func welcome(
        _ started: SignInSteps.Started, _ link: RegistrationLink, _ request: WebRequest, _ site: IDSite
    ) async throws -> WebResponse {
        if let back = LocalPath(link.returnTo) {
            return try await site.signedIn(started, returnTo: back.text, askedBy: site.askingParty(of: back), request)
        }
        let place = site.products.first { $0.id == link.product }
        let next = place.map { WebResponse.redirect(OtherServer($0.address + $0.signIn.text)) } ?? .redirect(CommonPath.home)
        return next.with(site.cookies(of: started))
    }

    private static func form(
        _ token: Secret<String>, _ link: RegistrationLink, _ request: WebRequest, _ site: IDSite, _ form: FormState = FormState()
    ) async throws -> WebResponse {
        let form = form.focusing("name")
        let name = TextField(
            "name", "invitation.your-name", .personName.limited(to: Person.longestName), in: form, hint: "invitation.your-name-hint")
        let account = TextField(
            "account", "registration.account", .organization.limited(to: 100), in: form, hint: "registration.account-hint")
        let password = TextField(
            "password", "invitation.password", .newPassword.judged(at: PasswordStrengthPath.judgement), in: form,
            hint: "invitation.password-hint")
        let fields: HTML = """
            \(Hidden("token", token.exposed))\(HiddenUsername(link.address.written))\(name)\(account)\(password)\
            \(Button("registration.finish"))
            """
        let place = site.products.first { $0.id == link.product }
        let page = ColumnPage(
            "registration.finish-title", brand: site.brand(of: link.product), request: request,
            content: """
                <p class="lead">\(words: "registration.finish-lead", ["address": link.address.written])</p>\
                \(Form(RegistrationPath.finish, request, form, content: fields))
                """)
        let asking = try await site.askingParty(of: LocalPath(link.returnTo))
        return .page(page.html, showing: form, formOrigins: [place?.address, asking?.redirectOrigin].compactMap(\.self))
    }

    private static func dead(_ request: WebRequest) -> WebResponse {
        let content: HTML = """
            <p>\(words: "registration.dead-lead")</p>\(Buttons("""
                \(Button("registration.create", to: RegistrationPath.begin))\
                \(Button("registration.sign-in", .secondary, to: SignInPath.address))
                """))
            """
        return .page(ColumnPage("recovery.dead", brand: .id, request: request, content: content), status: 410)
    }
}
