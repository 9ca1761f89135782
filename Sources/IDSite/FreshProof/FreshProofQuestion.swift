internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// What of a fresh proof is missing, and the page that asks for it.
struct FreshProofQuestion {
    /// The value of `with` that asks for a recovery code.
    private static let recoveryCode = "recovery-code"

    /// The factor whose code is asked for; nil for somebody who has keys alone.
    let asked: SecondFactor?
    let asksForRecoveryCode: Bool
    private let missing: FreshProof.Missing
    private let factors: [SecondFactor]
    private let keys: [Passkey]
    private let codesLeft: Int
    private let address: String
    private let proof: SignedIn
    private let request: WebRequest
    private let site: IDSite

    /// nil if nothing is missing. `with` is the id of a factor, or asks for a recovery code.
    init?(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite, with: String? = nil) async throws {
        let now = request.time
        let person = proof.person.id
        let found = try await site.database.read { tx in
            (
                missing: try tx.missingProof(in: proof.session, at: now), factors: try tx.secondFactors(of: person),
                keys: try tx.passkeys(of: person), codes: try tx.recoveryCodes(of: person), address: try tx.addressText(of: person)
            )
        }
        guard let missing = found.missing else { return nil }
        self.missing = missing
        factors = found.factors
        keys = found.keys
        codesLeft = found.codes?.left ?? 0
        address = found.address
        asked = factors.first { $0.id.text == with } ?? factors.preferred
        asksForRecoveryCode = with == Self.recoveryCode && codesLeft > 0
        self.proof = proof
        self.request = request
        self.site = site
    }

    private var returnTo: LocalPath { request.returnPath ?? .home }
    /// This page again, which goes on once nothing is missing.
    var path: Path { FreshProofPath.page(returningTo: returnTo.text) }

    func page(_ form: FormState = FormState(), codeSent: Bool = false) throws -> WebResponse {
        let content: HTML =
            switch missing {
            case .password: "\(try passkeys)\(passwordForm(form))"
            case .secondFactor: codeForm(form, codeSent: codeSent)
            }
        let others: HTML = missing == .secondFactor ? try otherWays : ""
        let page = ColumnPage(
            "proof.title", brand: .id, request: request, content: "<p class=\"lead\">\(words: "proof.lead")</p>\(content)",
            below: "\(others)<a href=\"\(CommonPath.home)\">\(words: "proof.not-now")</a>")
        return .page(page.html, showing: form)
    }

    private var fields: Hidden { Hidden("return_to", returnTo.text) }

    /// The ID's own passkeys, each of which is enough.
    private var passkeys: HTML {
        get throws {
            let own = keys.filter { $0.kind == .passkey && $0.relyingParty == site.steps.passkeys.relyingParty }
            guard !own.isEmpty else { return "" }
            return try keyForms(own, verifying: true, isOnlyWay: true).html
        }
    }

    private func keyForms(_ keys: [Passkey], verifying: Bool, isOnlyWay: Bool) throws -> KeyForms {
        var forms = try KeyForms(
            keys, for: .proof(proof.session.id, of: proof.person.id), FreshProofPath.key, request, site: site, verifying: verifying)
        forms.isOnlyWay = isOnlyWay
        forms.fields = fields.html
        return forms
    }

    private func passwordForm(_ form: FormState) -> HTML {
        let form = form.focusing("password")
        let field = TextField("password", "security.your-password", .currentPassword, in: form)
        return Form(
            FreshProofPath.password, request, form,
            content: "\(HiddenUsername(address))\(fields)\(field)\(Button("proof.continue"))"
        ).html
    }

    private func codeForm(_ form: FormState, codeSent: Bool) -> HTML {
        guard let asked, !asksForRecoveryCode else { return asksForRecoveryCode ? recoveryCodeForm(form) : "" }
        let with: HTML = "\(fields)\(Hidden("with", asked.id.text))"
        if let place = asked.words.proofSentTo, !codeSent {
            return """
                <p>\(words: "security.code-to", ["place": place])</p>\
                \(Form(FreshProofPath.message, request, content: "\(with)\(Button("security.send-code"))"))
                """
        }
        let form = form.focusing("code")
        let field = TextField("code", asked.words.proofLabel, .oneTimeCode, in: form, hint: asked.words.proofHint)
        return Form(FreshProofPath.code, request, form, content: "\(with)\(field)\(Button("proof.continue"))").html
    }

    private func recoveryCodeForm(_ form: FormState) -> HTML {
        let form = form.focusing("code")
        let field = TextField("code", "recovery-code.enter", .recoveryCode, in: form, hint: "recovery-code.enter-hint")
        let with = Hidden("with", Self.recoveryCode)
        return Form(FreshProofPath.code, request, form, content: "\(fields)\(with)\(field)\(Button("proof.continue"))").html
    }

    private var otherWays: HTML {
        get throws {
            let others = factors.filter { asksForRecoveryCode || $0.id != asked?.id }.map { factor -> HTML in
                "<a href=\"\(path.query([("with", factor.id.text)]))\">\(factor.words.proofOffer)</a>"
            }
            let code: HTML =
                codesLeft > 0 && !asksForRecoveryCode
                ? "<a href=\"\(path.query([("with", Self.recoveryCode)]))\">\(words: "second-factor.other-code")</a>" : ""
            let forms = try keyForms(keys, verifying: false, isOnlyWay: asked == nil)
            return "\(forms)\(others)\(code)"
        }
    }
}
