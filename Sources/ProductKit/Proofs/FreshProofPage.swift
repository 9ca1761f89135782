internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// What the ID asks for before a sensitive act (RFC 9470): a sign-in of the last minutes. The form that was sent waits meanwhile, and one
/// click after the sign-in sends it.
struct FreshProofPage: Sendable {
    let request: WebRequest
    let site: ProductSite

    static func register(on routes: Routes<ProductSite>) {
        routes.get(ShellPath.heldForm, as: InProduct.self) { proof, request, site in
            try await FreshProofPage(request: request, site: site).resume(for: proof)
        }
    }

    func response(_ need: FreshProofNeeded, for session: ProductSession) async throws -> WebResponse {
        let page = LocalPath(request.target) ?? .home
        let isForm = request.method == .post
        let back = isForm ? try await LocalPath(hold(page, for: session).text) ?? .home : page
        let again = RelyingPartyPath.signInAgain(returningTo: back, in: session.account, twoFactors: need.twoFactors)
        let buttons = Buttons("\(Button("product.prove", to: again))\(Button("product.cancel", .plain, to: CommonPath.home))")
        return .page(
            ColumnPage(
                "product.prove-title", brand: site.brand, request: request,
                content: "<p>\(words: isForm ? "product.prove-form" : "product.prove-page")</p>\(buttons)"), status: 403)
    }

    private func hold(_ page: LocalPath, for session: ProductSession) async throws -> Path {
        let token = SystemRandom().token()
        let sealed = try HeldForm(page: page, fields: request.form).sealed(by: site.keyring)
        let now = site.clock.now()
        try await site.database.write { tx in
            try tx.hold(sealed, by: TokenHash(token.exposed, purpose: .heldForm), of: session.subject, at: now)
        }
        return ShellPath.heldForm.query([("form", token.exposed)])
    }

    private func resume(for proof: InProduct) async throws -> WebResponse {
        let token = TokenHash(request.query.text("form"), purpose: .heldForm)
        let now = site.clock.now()
        let sealed = try await site.database.read { tx in try tx.heldForm(token, of: proof.session.subject, at: now) }
        guard let sealed, let held = try? HeldForm(sealed: sealed, keyring: site.keyring) else {
            return .redirect(CommonPath.home, notice: .bad("product.proved-too-late"))
        }
        let fields = held.fields.map { Hidden($0.name, $0.value).html }
        let buttons = Buttons("\(Button("product.proved-continue"))\(Button("product.cancel", .plain, to: CommonPath.home))")
        return .page(
            ColumnPage(
                "product.proved", brand: site.brand, request: request,
                content: "<p>\(words: "product.proved-next")</p>\(Form(resending: held.page, request, content: "\(fields)\(buttons)"))"))
    }
}
