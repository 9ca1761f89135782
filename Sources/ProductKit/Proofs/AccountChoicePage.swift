internal import Core
internal import Foundation
internal import Web

/// The page for a person who has not chosen an account yet, or has too many for the bar: a choice of their accounts, or a message that they
/// have none.
enum AccountChoicePage {
    /// So many accounts are offered at once; a part of the name finds the others.
    static let most = 20

    static func response(_ proof: InProduct, _ request: WebRequest, _ site: ProductSite) -> WebResponse {
        let shell = site.shell(proof.session, proof.me)
        guard !proof.me.accounts.isEmpty else {
            return .page(
                shell.page(
                    "You are in no account yet", request,
                    content: """
                        <div class="prose"><p>You are signed in as \(proof.me.person.email), \
                        but no account of \(site.brand.name) has you as a member.</p>
                        <p>Ask an administrator of your company’s account to invite this address. \
                        If you were just invited, open the link in the mail.</p></div>
                        """), status: 403)
        }
        // Elsewhere it stands in place of the page that was asked for.
        let isItself = request.path == ShellPath.account.text
        let back = (isItself ? request.returnPath : LocalPath(request.target)) ?? .home
        let meant = proof.me.accounts.filter { isItself && $0.account == request.query["account"] }
        if let meant = meant.first, meant.account == proof.me.account?.id { return .redirect(back) }
        let part = isItself ? request.query.text("name") : ""
        let found = meant.isEmpty ? proof.me.accounts.filter { part.isEmpty || $0.name.contains(part) } : meant
        return .page(
            shell.page(
                "Choose an account", request,
                content: """
                    \(search(part, back), if: proof.me.accounts.count > most)
                    \(choice(found, request, back))
                    """))
    }

    private static func search(_ part: String, _ back: LocalPath) -> HTML {
        let form = FormState().starting(with: [("name", part)])
        return Filters(
            ShellPath.account, clearPath: part.isEmpty ? nil : ShellPath.account.query([("return_to", back.text)]),
            content:
                "\(Hidden("return_to", back.text))\(TextField("name", "Name of the account", .search, in: form, hint: "Or a part of it"))"
        ).html
    }

    private static func choice(_ found: [Me.Membership], _ request: WebRequest, _ back: LocalPath) -> HTML {
        guard let first = found.first else {
            return EmptyState("No account fits", "None of your accounts has that in its name. Type less of it.", icon: .search).html
        }
        let form = FormState().starting(with: [("account", first.account)])
        let choices = found.prefix(most).map { Choice($0.account, $0.name, detail: $0.role.name) }
        let count: HTML? =
            found.count > most
            ? "<p class=\"count\">\(choices.count) of \(PageText.count(found.count, "account", "accounts")). Type a part of the name to find the others.</p>"
            : nil
        return """
            \(count)\(Form(
                ShellPath.account, request, form,
                content: """
                    \(Hidden("return_to", back.text))\
                    \(Choices("account", "Your accounts", .one, choices, in: form))\(Button("Open the account"))
                    """))
            """
    }
}

extension String {
    fileprivate func contains(_ part: String) -> Bool { range(of: part, options: [.caseInsensitive, .diacriticInsensitive]) != nil }
}
