internal import Access
internal import Core
internal import IDSite
internal import Identity
internal import Transition
internal import Web

/// The page that asks for the next missing step of one offer.
struct JoinQuestion {
    private let site: JoinSite
    private let request: WebRequest
    private let offer: JoinOffer
    private let conflicts: [MembershipConflict]

    init(_ site: JoinSite, _ request: WebRequest, _ offer: JoinOffer, _ conflicts: [MembershipConflict] = []) {
        self.site = site
        self.request = request
        self.offer = offer
        self.conflicts = conflicts
    }

    /// The name of the field that says which of two memberships stays.
    static func field(_ conflict: MembershipConflict) -> String { "keep-" + conflict.own.member.text }

    private var products: String { site.names(of: offer.products) }

    /// `refusal` is shown at the top of the page.
    func page(
        _ form: FormState = FormState(), refusal: String? = nil, factor: SecondFactorID? = nil, codeSent: Bool = false
    ) async throws -> WebResponse {
        let content: HTML =
            switch offer.missing.first {
            case nil: confirmation(form)
            case .password(let person): passwordForm(person, form)
            case .secondFactor(let person, let choices): codeForm(person, choices, chosen: factor, codeSent: codeSent, form)
            }
        var page = ColumnPage(
            "Join your two sign-ins?", brand: .id, request: request, content: "\(explanation)\(content)",
            below: """
                \(Form(JoinPath.postponement, request, inline: true, content: "\(returnField)<button class=\"link\">Not now</button>"))
                """)
        page.notice = refusal.map { .bad($0) }
        let origins = try await site.formOrigins(request.returnTo)
        return refusal == nil
            ? .page(page.html, showing: form, formOrigins: origins) : .page(page, status: 409, formOrigins: origins)
    }

    private var explanation: HTML {
        // If one password fits both logins, the sign-in has already proved it for both. Then the page must not speak of another password.
        let isOther = offer.missing.contains(.password(of: offer.sibling.id))
        return """
            <p>\(offer.address.written) also signs in to \(products)\(", with a password of its own" as HTML, if: isOther). \
            If that is you, join the two: the password you signed in with then opens both.</p>
            """
    }

    private func confirmation(_ form: FormState) -> HTML {
        let choices = conflicts.map { conflict -> HTML in
            let sides = [conflict.own, conflict.other].map { side in
                let projects = side.projects.map { $0.isEmpty ? "sees no project" : "sees \(PageText.list($0))" } ?? "sees every project"
                return Choice(side.member.text, side.role, detail: projects.prefix(1).uppercased() + projects.dropFirst() + ".")
            }
            return Choices(
                Self.field(conflict), "In \(conflict.account) (\(conflict.product)) both are members. Which one do you keep?", .one, sides,
                in: form, hint: "The other one ends."
            ).html
        }
        let fields: HTML = "\(siblingField)\(returnField)\(choices)"
        return """
            <p>You have shown that both are yours. Once they are joined, any other password no longer works; each second factor stays.</p>\
            \(Form(JoinPath.offer, request, form, content: "\(fields)\(Button("Join both sign-ins"))"))
            """
    }

    private func passwordForm(_ person: PersonID, _ form: FormState) -> HTML {
        let label = person == offer.sibling.id ? "Password for \(products)" : "Your password"
        let form = form.focusing("password")
        let field = TextField("password", label, .currentPassword, in: form)
        return """
            \(Form(JoinPath.password, request, form, content: """
                \(siblingField)\(returnField)\(Hidden("person", person.text))\(field)\(Button("Continue"))
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
        let fields: HTML = "\(siblingField)\(returnField)\(Hidden("person", person.text))\(Hidden("factor", asked.id.text))"
        let whose = person == offer.sibling.id ? "for \(products)" : "of this sign-in"
        guard let place = asked.words.proofSentTo else {
            return "\(codeField(fields, "\(asked.words.proofLabel) \(whose)", hint: asked.words.hint, form))\(others)"
        }
        let send = Form(
            JoinPath.message, request, inline: codeSent,
            content: "\(fields)\(Button(codeSent ? "Send a new code" : "Send me a code", codeSent ? .plain : .primary))")
        guard codeSent else {
            return "<p>The second factor \(whose) is a text message to your \(place).</p>\(send)\(others)"
        }
        return """
            \(codeField(fields, asked.words.proofLabel, hint: asked.words.hint, form))\
            \(send)\(others)
            """
    }

    private func codeField(_ fields: HTML, _ label: String, hint: String, _ form: FormState) -> HTML {
        let form = form.focusing("code")
        let field = TextField("code", label, .oneTimeCode, in: form, hint: hint)
        return Form(JoinPath.code, request, form, content: "\(fields)\(field)\(Button("Continue"))").html
    }

    private var siblingField: Hidden { Hidden("sibling", offer.sibling.id.text) }
    private var returnField: Hidden { Hidden("return_to", request.returnTo.text) }
}
