internal import Core
internal import Identity
internal import Language
internal import OpenID
internal import Web

/// Pages that are shown between a relying party's request and its response.
enum AuthorizationPages {
    static func response(to refusal: AuthorizationRefusal, _ request: WebRequest) -> WebResponse {
        switch refusal {
        case .page(let reason): untrusted(reason, request)
        case .redirect(let address): .redirect(OtherServer(address))
        case .formPost(let post): LeavingPage.formPost(post, nil, request)
        }
    }

    private static var toYourID: HTML { "<p><a href=\"\(CommonPath.home)\">\(words: "home.to-your-id")</a></p>" }

    /// Never a redirect, because the address is not trusted.
    private static func untrusted(_ reason: UntrustedRequest, _ request: WebRequest) -> WebResponse {
        let why: Phrase =
            switch reason {
            case .unknownClient: "authorization.unknown-client"
            case .expiredRequest: "authorization.expired-request"
            case .missingRedirectURI(let client): Phrase("authorization.missing-redirect", ["client": client])
            case .redirectURI(let client): Phrase("authorization.wrong-redirect", ["client": client])
            }
        let guide = ErrorGuide.of(reason).map { OpenIDPath.errors.text + "#" + $0.name } ?? OpenIDPath.errors.text
        let content: HTML = """
            <p>\(why)</p><p>\(words: "authorization.tell", ["reference": request.id])</p>\
            <p class="quiet"><a href="\(guide)">\(words: "authorization.for-developers")</a></p>
            """
        return .page(
            ColumnPage(
                "authorization.cannot-go-on", brand: .id, request: request, content: content, below: toYourID
            ).html, status: 400)
    }

    /// The client expects somebody else (`id_token_hint`). `signIn` leads to a sign-in that returns to it.
    static func otherPerson(_ signedIn: SignedIn, _ client: String, _ signIn: Path, _ request: WebRequest) -> WebResponse {
        let content: HTML = """
            <p>\(words: "authorization.other-person", ["name": signedIn.person.name, "client": client])</p>\
            <p>\(words: "authorization.other-person-next", ["name": signedIn.person.name, "client": client])</p>\
            \(Buttons("\(Button("authorization.as-somebody-else", to: signIn))"))
            """
        return .page(
            ColumnPage(
                Phrase("authorization.expects-another", ["client": client]), brand: .id, request: request, content: content, below: toYourID
            ).html,
            status: 403)
    }

    static func noMembership(_ signedIn: SignedIn, _ product: Brand, returnTo: Path, join: Path?, _ request: WebRequest) -> WebResponse {
        let offer: HTML? = join.map { path in
            """
            <p>\(words: "authorization.had-sign-in", ["product": product.name])</p>\
            \(Buttons("\(Button(Phrase("authorization.bring-in", ["product": product.name]), to: path))"))
            """
        }
        let other = SignInPath.address(returningTo: returnTo.text)
        let content: HTML = """
            <p>\(words: "authorization.no-member", ["name": signedIn.person.name, "product": product.name])</p>\
            <p>\(words: "authorization.no-member-next")</p>\(offer)\
            \(Buttons("\(Button("authorization.as-someone-else", .secondary, to: other))"))
            """
        return .page(
            ColumnPage(
                Phrase("authorization.no-access", ["product": product.name]), brand: product, request: request, content: content,
                below: toYourID
            ).html, status: 403)
    }

    /// The person is not in the product's move yet.
    static func outside(_ name: String, _ product: Brand, _ place: ProductPlace?, _ request: WebRequest) -> WebResponse {
        let button: HTML? = place.map { place in
            let target = OtherServer(place.address + place.signIn.text)
            return Buttons(Button(Phrase("authorization.outside-go", ["product": name]), to: target).html).html
        }
        let content: HTML = """
            <p>\(words: "authorization.outside-lead", ["product": name])</p>\
            <p>\(words: "authorization.outside-next", ["product": name])</p>\(button)
            """
        return .page(
            ColumnPage(
                Phrase("authorization.outside", ["product": name]), brand: product, request: request, content: content,
                below: toYourID
            ).html, status: 403)
    }

    /// Another account let the person back in without their second factor, and these have not agreed yet.
    static func onHold(_ accounts: [String], _ product: Brand, _ request: WebRequest) -> WebResponse {
        let names = Phrase.all(accounts.map { .text($0) })
        let content: HTML = """
            <p>\(words: "authorization.on-hold-lead", ["accounts": names])</p><p>\(words: "authorization.on-hold-next")</p>
            """
        return .page(
            ColumnPage("authorization.on-hold", brand: product, request: request, content: content, below: toYourID).html, status: 403)
    }

    /// The client's mark, from its own server.
    static func logo(of client: Client) -> HTML? {
        client.logoURI.map { "<p><img class=\"client-logo\" src=\"\(OtherServer($0))\" alt=\"\" referrerpolicy=\"no-referrer\"></p>" }
    }

    /// Where the client says what it does with people's data, and helps.
    static func links(of client: Client) -> HTML? {
        let name = client.name
        let named = [
            (Phrase("authorization.policy", ["client": name]), client.policyURI),
            (Phrase("authorization.support", ["client": name]), client.supportURI),
        ]
        let links = named.compactMap { title, address -> HTML? in
            address.map { "<a href=\"\(OtherServer($0))\" rel=\"noreferrer\">\(title)</a>" }
        }
        return links.isEmpty ? nil : "<ul class=\"quiet\">\(links.map { "<li>\($0)</li>" as HTML })</ul>"
    }

    /// `account` is the name of the account that the request is for.
    static func consent(
        _ signedIn: SignedIn?, _ client: String, _ permissions: [String], account: String?, _ asked: AuthorizationRequest,
        _ request: WebRequest
    ) throws -> WebResponse {
        let items = permissions.map { permission -> HTML in "<li>\(PermissionWords.phrase(permission, in: account))</li>" }
        let buttons: HTML = """
            \(Button(Phrase("authorization.allow", ["client": client]), name: "decision", value: "allow"))\
            \(Button("authorization.do-not-allow", .secondary, name: "decision", value: "deny"))
            """
        let asking = Hidden("request", try asked.encoded())
        let resource: HTML? = asked.resource.map { "<li>\(words: "authorization.may-use-resource", ["resource": $0])</li>" }
        let content: HTML = """
            \(logo(of: asked.client))<p>\(words: "authorization.consent-lead", ["client": client])</p>\
            <ul>\(items)\(resource)</ul>\(Self.links(of: asked.client))\
            \(Form(OpenIDPath.consent, request, content: "\(asking)\(Buttons(buttons))"))
            """
        var page = ColumnPage(Phrase("authorization.consent", ["client": client]), brand: .id, request: request, content: content)
        page.identity = try signedIn.map { .init($0.person.name, changePath: SignInPath.address(returningTo: try asked.path().text)) }
        return WebResponse.page(page).showing(asked.client.logoURI)
    }
}
