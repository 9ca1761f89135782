internal import Access
internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import Transition
internal import Web

/// The page that asks for the next missing step of one offer.
struct JoinQuestion {
    private let site: JoinSite
    private let request: WebRequest
    private let offer: JoinOffer
    private let session: SessionID
    private let conflicts: [MembershipConflict]
    /// nil where nothing is confirmed yet.
    private let preview: JoinPreview?

    init(
        _ site: JoinSite, _ request: WebRequest, _ offer: JoinOffer, in session: SessionID, _ conflicts: [MembershipConflict] = [],
        _ preview: JoinPreview? = nil
    ) {
        self.site = site
        self.request = request
        self.offer = offer
        self.session = session
        self.conflicts = conflicts
        self.preview = preview
    }

    /// The field that says which of two names stays, and what it may say: that of the person who is signed in, or that of the other login.
    static let nameField = "name"
    static let names = ["own", "other"]

    /// The name of the field that says which of two memberships stays.
    static func field(_ conflict: MembershipConflict) -> String { "keep-" + conflict.own.member.text }

    private var products: Phrase { site.names(of: offer.products) }

    /// `refusal` is shown at the top of the page.
    func page(
        _ form: FormState = FormState(), refusal: Phrase? = nil, factor: SecondFactorID? = nil, codeSent: Bool = false
    ) async throws -> WebResponse {
        let content: HTML =
            switch offer.missing.first {
            case nil: confirmation(form)
            case .password(let person): passwordForm(person, form)
            case .secondFactor(let person, let choices, let keys):
                """
                \(codeForm(person, choices, chosen: factor, codeSent: codeSent, form))\
                \(try keyForms(person, keys, isOnlyWay: choices.isEmpty))
                """
            }
        var page = ColumnPage(
            "join.title", brand: .id, request: request, content: "\(explanation)\(content)",
            below: """
                \(Form(JoinPath.postponement, request, inline: true, content: """
                    \(request.returnField)<button class="link">\(words: "join.not-now")</button>
                    """))
                """)
        page.notice = refusal.map { .bad($0) }
        let origins = try await site.formOrigins(request.returnTo)
        return refusal == nil
            ? .page(page.html, showing: form, formOrigins: origins) : .page(page, status: 409, formOrigins: origins)
    }

    private var explanation: HTML {
        // If one password fits both logins, the sign-in has already proved it for both. Then the page must not speak of another password.
        let isOther = offer.missing.contains(.password(of: offer.sibling.id))
        let key = isOther ? "join.explained-with-password" : "join.explained"
        return "<p>\(words: key, ["address": offer.address.written, "products": products])</p>"
    }

    private func confirmation(_ form: FormState) -> HTML {
        let choices = conflicts.map { conflict -> HTML in
            let sides = [conflict.own, conflict.other].map { side in
                Choice(side.member.text, side.role, detail: sight(of: side))
            }
            return Choices(
                Self.field(conflict), Phrase("join.which-membership", ["account": conflict.account, "product": conflict.product]), .one,
                sides, in: form, hint: "join.other-ends"
            ).html
        }
        let fields: HTML = "\(siblingField)\(request.returnField)\(nameChoice(form))\(choices)"
        return """
            <p>\(words: "join.proved")</p>\(preview.map { table($0) })<p>\(words: "join.undo-later")</p>\
            \(Form(JoinPath.offer, request, form, content: "\(fields)\(Button("join.both"))"))
            """
    }

    /// Only where the two are called otherwise.
    private func nameChoice(_ form: FormState) -> HTML? {
        guard let preview, preview.namesDiffer else { return nil }
        let sides = zip(Self.names, [preview.own, preview.other]).map { value, side in Choice(value, .text(side.name)) }
        return Choices(
            Self.nameField, "join.which-name", .one, sides,
            in: form.starting(with: [(Self.nameField, Self.names.first)])
        ).html
    }

    /// Both logins side by side: all of it is one person's afterwards.
    private func table(_ preview: JoinPreview) -> HTML {
        let columns: [Table.Column] = [.init("session.open"), .init("join.this-sign-in"), .init("join.other-sign-in")]
        let sides = [preview.own, preview.other]
        func row(_ title: Phrase, _ lines: (JoinPreview.Side) -> [HTML]) -> [HTML] {
            ["\(title)"]
                + sides.map { side in
                    let found = lines(side)
                    return found.isEmpty ? "\(words: "join.none")" : "\(found.map { line -> HTML in "<div>\(line)</div>" })"
                }
        }
        let rows = [
            row("join.comes-addresses") { $0.addresses.map { PageText.breakable($0) } },
            row("join.comes-factors") { side in
                side.factors.map { factor -> HTML in factor.isCodeSent ? "\(words: "guide.telephone")" : "\(words: "guide.app")" }
                    + (side.keys > 0 ? ["\(words: "join.preview-keys", ["count": side.keys])"] : [])
            },
            row("join.comes-accounts") { side in
                Set(side.members.map(\.product.rawValue)).sorted().map { "\(site.id.name(of: $0))" }
            },
        ]
        return Table("join.title", columns, rows: rows).html
    }

    private func sight(of side: MembershipConflict.Side) -> Phrase {
        guard let projects = side.projects else { return "join.sees-every-project" }
        return projects.isEmpty
            ? "join.sees-no-project" : Phrase("join.sees-projects", ["projects": Phrase.all(projects.map { .text($0) })])
    }

    private func passwordForm(_ person: PersonID, _ form: FormState) -> HTML {
        let label = person == offer.sibling.id ? Phrase("join.password-for", ["products": products]) : "join.your-password"
        let form = form.focusing("password")
        let field = TextField("password", label, .currentPassword, in: form)
        return """
            \(Form(JoinPath.password, request, form, content: """
                \(siblingField)\(request.returnField)\(Hidden("person", person.text))\(field)\(Button("join.continue"))
                """))
            """
    }

    private func codeForm(
        _ person: PersonID, _ choices: [SecondFactor], chosen: SecondFactorID?, codeSent: Bool, _ form: FormState
    ) -> HTML {
        guard let asked = choices.first(where: { $0.id == chosen }) ?? choices.preferred else { return HTML() }
        let others = choices.filter { $0.id != asked.id }.map { other -> HTML in
            let page = request.joinPath.query([("factor", other.id.text)])
            return "<p><a href=\"\(page)\">\(other.words.proofOffer)</a></p>"
        }
        let fields: HTML = "\(siblingField)\(request.returnField)\(Hidden("person", person.text))\(Hidden("factor", asked.id.text))"
        let isOther = person == offer.sibling.id
        guard let place = asked.words.proofSentTo else {
            let label =
                isOther
                ? Phrase("join.code-for", ["code": asked.words.proofLabel, "products": products])
                : Phrase("join.code-of-this", ["code": asked.words.proofLabel])
            return "\(codeField(fields, label, hint: asked.words.hint, form))\(others)"
        }
        let send = Form(
            JoinPath.message, request, inline: codeSent,
            content: "\(fields)\(codeSent ? Button("join.send-new-code", .plain) : Button("join.send-code"))")
        guard codeSent else {
            let notice =
                isOther
                ? Phrase("join.message-for", ["products": products, "number": place]) : Phrase("join.message-of-this", ["number": place])
            return "<p>\(notice)</p>\(send)\(others)"
        }
        return """
            \(codeField(fields, asked.words.proofLabel, hint: asked.words.hint, form))\
            \(send)\(others)
            """
    }

    private func keyForms(_ person: PersonID, _ keys: [Passkey], isOnlyWay: Bool) throws -> KeyForms {
        var forms = try KeyForms(keys, for: .proof(session, of: person), JoinPath.key, request, site: site.id)
        forms.isOnlyWay = isOnlyWay
        forms.fields = "\(siblingField)\(request.returnField)\(Hidden("person", person.text))"
        return forms
    }

    private func codeField(_ fields: HTML, _ label: Phrase, hint: Phrase, _ form: FormState) -> HTML {
        let form = form.focusing("code")
        let field = TextField("code", label, .oneTimeCode, in: form, hint: hint)
        return Form(JoinPath.code, request, form, content: "\(fields)\(field)\(Button("join.continue"))").html
    }

    private var siblingField: Hidden { Hidden("sibling", offer.sibling.id.text) }
}
