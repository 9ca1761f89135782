internal import Core
internal import Identity
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

    private static var toYourID: HTML { "<p><a href=\"\(CommonPath.home)\">Go to your ID</a></p>" }

    /// Never a redirect, because the address is not trusted.
    private static func untrusted(_ reason: UntrustedRequest, _ request: WebRequest) -> WebResponse {
        let text: HTML =
            switch reason {
            case .unknownClient:
                "<p>The application that sent you here is not registered with this ID, or not any more.</p>"
            case .missingRedirectURI(let client):
                "<p>\(client) did not say where to send you back to (its request has no <code>redirect_uri</code>), so we stop here.</p>"
            case .redirectURI(let client):
                """
                <p>\(client) asked to send you back to an address that is not registered for it. To keep your sign-in from reaching the \
                wrong hands, we stop here.</p>
                """
            }
        let content: HTML = """
            \(text)<p>Go back and try again. If it happens again, tell whoever runs the application, with this reference: \
            <code>\(request.id)</code>.</p>
            """
        return .page(
            ColumnPage(
                "This sign-in cannot go on", brand: .id, request: request, content: content, below: toYourID
            ).html, status: 400)
    }

    /// The client expects somebody else (`id_token_hint`). `signIn` leads to a sign-in that returns to it.
    static func otherPerson(_ signedIn: SignedIn, _ client: String, _ signIn: Path, _ request: WebRequest) -> WebResponse {
        let content: HTML = """
            <p>You are signed in here as \(signedIn.person.name), and \(client) was last used by somebody else in this browser.</p>\
            <p>Sign in as that person, or sign out of \(client) first and then open it again as \(signedIn.person.name).</p>\
            \(Buttons("\(Button("Sign in as somebody else", to: signIn))"))
            """
        return .page(
            ColumnPage("\(client) expects another sign-in", brand: .id, request: request, content: content, below: toYourID).html,
            status: 403)
    }

    static func noMembership(_ signedIn: SignedIn, _ product: Brand, returnTo: Path, join: Path?, _ request: WebRequest) -> WebResponse {
        let offer: HTML? = join.map { path in
            """
            <p>If you had a sign-in of your own at \(product.name) before, you can bring it in.</p>\
            \(Buttons("\(Button("Bring in my \(product.name) sign-in", to: path))"))
            """
        }
        let other = SignInPath.address(returningTo: returnTo.text)
        let content: HTML = """
            <p>You are signed in as \(signedIn.person.name), and this ID is not a member of any account in \(product.name).</p>\
            <p>Whoever looks after people in your company’s account there can invite you.</p>\(offer)\
            \(Buttons("\(Button("Sign in as someone else", .secondary, to: other))"))
            """
        return .page(
            ColumnPage(
                "No access to \(product.name) yet", brand: product, request: request, content: content,
                below: toYourID
            ).html, status: 403)
    }

    /// `account` is the name of the account that the request is for.
    static func consent(
        _ signedIn: SignedIn?, _ client: String, _ permissions: [String], account: String?, _ asked: AuthorizationRequest,
        _ request: WebRequest
    ) -> WebResponse {
        let items = permissions.map { permission -> HTML in "<li>\(words(for: permission, in: account))</li>" }
        let buttons: HTML = """
            \(Button("Allow \(client)", name: "decision", value: "allow"))\(Button("Do not allow", .secondary, name: "decision", value: "deny"))
            """
        let asking = Hidden("request", Parameters.encoded(asked.parameters.pairs))
        let content: HTML = """
            <p>\(client) is not one of our products. If you allow it, it may:</p><ul>\(items)</ul>\
            \(Form(OpenIDPath.consent, request, content: "\(asking)\(Buttons(buttons))"))
            """
        var page = ColumnPage("Let \(client) use your ID?", brand: .id, request: request, content: content)
        page.identity = signedIn.map { .init($0.person.name, changePath: SignInPath.address(returningTo: asked.path().text)) }
        return .page(page)
    }

    private static func words(for permission: String, in account: String?) -> HTML {
        let place: HTML = account.map { "<strong>\($0)</strong>" } ?? "your accounts"
        return switch permission {
        case Scope.openid: "know that it is you"
        case Scope.profile: "see your name"
        case Scope.email: "see your e-mail address"
        case Scope.offlineAccess: "go on doing so while you are away"
        case _ where permission.hasPrefix(Scope.manage): "act for you in \(place): see and change there whatever you may"
        case _ where permission.hasPrefix(Scope.accountPrefix): "know that you are in \(place), and your role there"
        default: "use “\(permission)”"
        }
    }
}
