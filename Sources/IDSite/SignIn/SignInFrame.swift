internal import Core
internal import Identity
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
    }

    var brand: Brand { site.brand(of: party?.product) }
    var formOrigins: [String] { party?.redirectOrigin.map { [$0] } ?? [] }

    func page(
        _ title: String, step: Int? = nil, address: String? = nil, status: Int = 200, content: HTML, below: HTML = HTML()
    ) -> WebResponse {
        var page = ColumnPage(title, brand: brand, request: request, content: content, below: below)
        page.step = step.map { "Step \($0) of 3" }
        page.identity = address.map { .init($0, changePath: SignInPath.change) }
        return .page(page, status: status, formOrigins: formOrigins)
    }
}
