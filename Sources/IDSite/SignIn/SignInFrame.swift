internal import Core
internal import Identity
internal import Language
internal import Web

/// What all pages of a sign-in share: the brand of the asking product, the step, and where forms may redirect.
struct SignInFrame: Sendable {
    let site: IDSite
    let request: WebRequest
    let party: AskingParty?

    init(_ site: IDSite, _ request: WebRequest, askedBy party: AskingParty?) {
        self.site = site
        self.request = request
        self.party = party
        request.isRead(inFirstOf: party?.locales)
    }

    var brand: Brand { site.brand(of: party?.product) }
    /// The path of a page of the same sign-in.
    func path(_ path: Path) -> Path {
        request.query["flow"].map { path.query([("flow", $0), (SignInPath.locales, request.query[SignInPath.locales])]) } ?? path
    }

    var formOrigins: [String] { party?.redirectOrigin.map { [$0] } ?? [] }

    func page(
        _ title: Phrase, step: Int? = nil, address: String? = nil, status: Int = 200, content: HTML, below: HTML = HTML()
    ) -> WebResponse {
        var page = ColumnPage(title, brand: brand, request: request, content: content, below: below)
        // Nobody is told before the password whether there is a second factor.
        page.step = step.map { Phrase("sign-in.step", ["step": $0, "steps": max($0, 2)]) }
        page.identity = address.map { .init($0, changePath: path(SignInPath.change)) }
        return .page(page, status: status, formOrigins: formOrigins)
    }
}
