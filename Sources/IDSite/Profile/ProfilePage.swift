internal import Audit
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// How the person is called, and in which language and time zone they read everything of ours.
enum ProfilePage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(ProfilePath.profile, as: SignedIn.self, show)
        routes.post(ProfilePath.profile, as: SignedIn.self, submit)
        AddressesPage.register(on: routes)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let reader = request.reader
        let form = FormState().starting(with: [
            ("name", proof.person.name), ("language", reader.language.rawValue), ("zone", reader.zone.name),
        ])
        return page(proof, request, site, form)
    }

    @Sendable static func submit(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let written = request.form.text("name")
        var errors: [FieldError] = []
        if let objection = Person.objection(toName: written) { errors.append(FieldError("name", objection)) }
        let language = Language(rawValue: request.form.text("language"))
        let zone = Zone(request.form.text("zone"))
        if language == nil { errors.append(FieldError("language", "profile.choose-language")) }
        if zone == nil { errors.append(FieldError("zone", "profile.choose-zone")) }
        guard errors.isEmpty, let name = Person.acceptableName(written), let language, let zone else {
            return page(proof, request, site, FormState(request.form, errors))
        }
        let person = proof.person.id
        try await site.database.write { tx in
            try tx.rename(person, to: name, by: .person(person), at: request.time)
            try tx.setReading(
                person, locale: language.rawValue, zoneinfo: zone.name, by: .person(person), at: request.time)
        }
        request.isRead(in: language, zone: zone)
        return .redirect(CommonPath.home, notice: .good("profile.saved"))
    }

    private static func page(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite, _ form: FormState) -> WebResponse {
        let languages = Language.allCases.map { Choice($0.rawValue, .text($0.ownName)) }
        let zones = Zone.names.map { Choice($0, .text($0.replacing("_", with: " "))) }
        let fields: HTML = """
            \(TextField("name", "profile.name", .personName, in: form))\
            \(Select("language", "profile.language", languages, in: form))\
            \(Select("zone", "profile.zone", zones, in: form, hint: "profile.zone-hint"))\
            \(Buttons("\(Button("profile.save"))\(Button("profile.cancel", .secondary, to: CommonPath.home))"))
            """
        let content: HTML = "\(Form(ProfilePath.profile, request, form, content: fields))"
        let shell = site.shell(proof, address: nil)
        return .page(
            shell.page(
                "profile.title", request, lead: "profile.lead",
                content: """
                    \(Panel(nil, content))
                    \(Panel("address.title", lead: "address.lead", Button("address.manage", .secondary, to: ProfilePath.addresses).html))
                    """), showing: form)
    }
}
