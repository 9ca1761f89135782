internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// A new address, or another one in place of one there is: it counts once the link that is mailed to it was opened, signed in.
enum NewAddressPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(ProfilePath.newAddress, as: FreshlyProved.self) { proof, request, site in try await form(proof, request, site, nil) }
        routes.post(ProfilePath.newAddress, as: FreshlyProved.self) { proof, request, site in try await ask(proof, request, site, nil) }
        routes.get(ProfilePath.change, as: FreshlyProved.self) { proof, request, site in
            try await form(proof, request, site, request.parameters(of: ProfilePath.change))
        }
        routes.post(ProfilePath.change, as: FreshlyProved.self) { proof, request, site in
            try await ask(proof, request, site, request.parameters(of: ProfilePath.change))
        }
        routes.post(ProfilePath.verification, as: FreshlyProved.self, verify)
        routes.get(ProfilePath.confirmation, as: SignedIn.self, show)
        routes.post(ProfilePath.confirmation, as: SignedIn.self, confirm)
    }

    private static func form(
        _ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite, _ old: AddressID?, _ form: FormState = FormState()
    ) async throws -> WebResponse {
        let person = proof.signedIn.person.id
        let own = try await site.database.read { try $0.addresses(of: person) }
        let replaced = old.flatMap { old in own.first { $0.id == old } }
        if old != nil, replaced == nil { throw Problem.notFound }
        let form = form.focusing("address")
        let field = TextField("address", "address.new", .email, in: form, hint: "address.new-hint")
        let path = old.map { ProfilePath.change($0) } ?? ProfilePath.newAddress
        let buttons = Buttons("\(Button("address.send"))\(Button("profile.cancel", .secondary, to: ProfilePath.addresses))")
        let lead: Phrase = replaced.map { Phrase("address.change-lead", ["address": $0.address.written]) } ?? "address.add-lead"
        return .page(
            site.shell(proof.signedIn, address: own.main).page(
                old == nil ? "address.add" : "address.change-title", request, lead: lead, back: ("address.title", ProfilePath.addresses),
                content: Form(path, request, form, content: "\(field)\(buttons)").html), showing: form)
    }

    private static func ask(
        _ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite, _ old: AddressID?
    ) async throws -> WebResponse {
        let given = request.form.text("address")
        func again(_ message: Phrase) async throws -> WebResponse {
            try await form(proof, request, site, old, FormState(request.form, "address", message))
        }
        guard let address = EmailAddress(given) else { return try await again(AddressPage.objection(toAddress: given)) }
        let asked = try await site.ownAddresses.ask(
            for: address, replacing: old, in: proof.signedIn.session, from: site.browser(request).origin)
        switch asked {
        case .sent: return sent(to: address)
        case .known: return try await again("address.known")
        case .tooMany: return try await again(Phrase("address.too-many", ["most": OwnAddresses.most]))
        case .wait(let duration): throw site.tooManyTries(duration)
        case .gone: return .redirect(ProfilePath.addresses)
        }
    }

    private static func sent(to address: EmailAddress) -> WebResponse {
        .redirect(ProfilePath.addresses, notice: .info(Phrase("address.sent", ["address": address.written])))
    }

    @Sendable static func verify(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: ProfilePath.verification)
        let person = proof.signedIn.person.id
        guard let own = try await site.database.read({ try $0.addresses(of: person).first { $0.id == id } }) else { throw Problem.notFound }
        let asked = try await site.ownAddresses.ask(for: own.address, in: proof.signedIn.session, from: site.browser(request).origin)
        if case .wait(let duration) = asked { throw site.tooManyTries(duration) }
        return asked == .sent ? sent(to: own.address) : .redirect(ProfilePath.addresses)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let token = Secret(request.query["token"] ?? "")
        guard let asked = try await site.ownAddresses.asked(token, by: proof.person.id) else { return dead(proof, request) }
        let button: Phrase = asked.replaced == nil ? "address.confirm" : "address.confirm-change"
        let fields: HTML = "\(Hidden("token", token.exposed))\(Button(button))"
        let lead = Phrase("address.confirm-lead", ["address": asked.address.written, "name": proof.person.name])
        let goes: HTML? = asked.replaced.map { "<p>\(words: "address.confirm-goes", ["address": $0.written])</p>" }
        let content: HTML = """
            <p class="lead">\(lead)</p>\(goes)\
            \(Form(ProfilePath.confirmation, request, content: fields))
            """
        return .page(ColumnPage("address.confirm-title", brand: .id, request: request, content: content))
    }

    @Sendable static func confirm(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        switch try await site.ownAddresses.confirm(Secret(request.form["token"] ?? ""), in: proof.session) {
        case .confirmed: return .redirect(ProfilePath.addresses, notice: .good("address.confirmed"))
        case .tooMany:
            let notice = Phrase("address.too-many", ["most": OwnAddresses.most])
            return .redirect(ProfilePath.addresses, notice: .warning(notice))
        case .taken: return .redirect(ProfilePath.addresses, notice: .warning("address.taken"))
        case .noLink: return dead(proof, request)
        }
    }

    private static func dead(_ proof: SignedIn, _ request: WebRequest) -> WebResponse {
        let content: HTML = """
            <p>\(words: "address.dead-lead", ["name": proof.person.name])</p>\
            \(Button("address.title", to: ProfilePath.addresses))
            """
        return .page(ColumnPage("recovery.dead", brand: .id, request: request, content: content), status: 410)
    }
}
