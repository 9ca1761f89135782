internal import Access
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import SQL
internal import Transition
internal import Web

/// The guide after a first sign-in: what moved and what stayed, then what the person may do now. It can be left at any time.
enum GuidePage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(GuidePath.guide, as: SignedIn.self, show)
        routes.post(GuidePath.next, as: SignedIn.self, next)
        routes.post(GuidePath.end, as: SignedIn.self, end)
        routes.post(GuidePath.notNow, as: SignedIn.self, notNow)
    }

    @Sendable static func show(_ proof: SignedIn, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let session = proof.session
        let now = request.time
        let contents = try await site.id.database.read { [id = site.id] in try GuideContents(in: session, id, $0, at: now) }
        guard let contents else { return try await site.leave(request) }
        let form: HTML =
            switch contents.guide.page {
            case .moved:
                """
                \(stayed(contents))\
                \(Form(GuidePath.next, request, content: "\(request.returnField)\(Button("guide.next"))"))
                """
            case .next:
                """
                \(mayDo(contents))\
                \(Form(GuidePath.end, request, content: "\(request.returnField)\(Button("guide.finish"))"))
                """
            }
        let skip = Form(
            GuidePath.end, request, inline: true,
            content: "\(request.returnField)<button class=\"link\">\(words: "guide.skip")</button>")
        let notNow = contents.mayReturnTo.map { product in
            Form(
                GuidePath.notNow, request, inline: true,
                content: "\(Hidden("product", product.rawValue))<button class=\"link\">\(words: "guide.not-now")</button>"
            ).html
        }
        let products = site.names(of: contents.guide.products.map(\.rawValue))
        let lead: Phrase = contents.guide.page == .moved ? Phrase("guide.lead", ["products": products]) : "guide.next-lead"
        var page = ColumnPage(
            contents.guide.page == .moved ? "guide.title" : "guide.next-title", brand: .id, request: request,
            content: "<p class=\"lead\">\(lead)</p>\(form)", below: contents.guide.page == .moved ? "\(skip)\(notNow)" : "")
        page.step = Phrase("guide.step", ["number": Int(contents.guide.page.rawValue)])
        return .page(page.html, showing: FormState(), formOrigins: try await site.formOrigins(request.returnTo))
    }

    @Sendable static func next(_ proof: SignedIn, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let person = proof.person.id
        try await site.id.database.write { try $0.turnMoveGuide(of: person) }
        return .redirect(GuidePath.guide(returningTo: request.returnTo.text))
    }

    @Sendable static func end(_ proof: SignedIn, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let person = proof.person.id
        try await site.id.database.write { try $0.endMoveGuide(of: person, at: request.time) }
        guard let next = try await site.id.continuation.next(after: proof.session, returnTo: request.returnTo) else {
            return try await site.leave(request)
        }
        return .redirect(next)
    }

    /// The person goes on at the product itself for seven days. Nobody is signed in here any more then.
    @Sendable static func notNow(_ proof: SignedIn, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id = site.id
        let person = proof.person.id
        let product = ProductID(rawValue: request.form.text("product"))
        let now = request.time
        let keyring = id.keyring
        let place = id.products.first { $0.id == product.rawValue }
        let isKnown = place != nil
        let until = try await id.database.write { tx -> Timestamp? in
            guard isKnown, try tx.moveGuide(for: person, keyring, at: now)?.products.contains(product) == true else { return nil }
            return try tx.goBack(as: person, to: product, keyring, at: now)
        }
        guard let until, let place else {
            return .redirect(GuidePath.guide, notice: .info("guide.not-now-over"))
        }
        let name = id.name(of: product.rawValue)
        let button = Button(Phrase("authorization.outside-go", ["product": name]), to: OtherServer(place.address + place.signIn.text))
        let content: HTML = """
            <p class="lead">\(words: "guide.not-now-until", ["product": name, "day": Phrase.day(until)])</p>\
            <p>\(words: "guide.not-now-same")</p>\(Buttons(button.html))
            """
        return .page(ColumnPage("guide.not-now-title", brand: .id, request: request, content: content).html)
    }

    private static func stayed(_ contents: GuideContents) -> HTML {
        let factors: HTML =
            contents.factors.isEmpty
            ? "\(words: "guide.no-factor")" : "\(contents.factors.map { "<div>\($0)</div>" as HTML })"
        let roles = contents.roles.map { role -> HTML in
            "<div>\(words: "guide.role", ["role": role.role, "account": role.account, "product": role.product])</div>"
        }
        return
            "\(Definitions([("guide.password", "\(words: "guide.same-password")"), ("guide.factor", factors), ("guide.roles", "\(roles)")]))"
    }

    private static func mayDo(_ contents: GuideContents) -> HTML {
        let items = contents.invitations.map { item -> HTML in
            "<li>\(item.why) <a href=\"\(item.path)\">\(item.title)</a></li>"
        }
        return items.isEmpty ? "<p>\(words: "guide.nothing")</p>" : "<ul class=\"check-up\">\(items)</ul>"
    }
}
