internal import Core
internal import Foundation
internal import Language
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
                    "product.no-account", request,
                    content: """
                        <div class="prose"><p>\(words: "product.no-account-text", ["email": proof.me.person.email, "product": site.brand.name])</p>
                        <p>\(words: "product.no-account-next")</p></div>
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
                "product.choose-account", request,
                content: """
                    \(search(part, back), if: proof.me.accounts.count > most)
                    \(choice(found, request, back))
                    """))
    }

    private static func search(_ part: String, _ back: LocalPath) -> HTML {
        let form = FormState().starting(with: [("name", part)])
        let field = TextField("name", "product.account-name", .search, in: form, hint: "product.account-name-hint")
        return Filters(
            ShellPath.account, clearPath: part.isEmpty ? nil : ShellPath.account.query([("return_to", back.text)]),
            content: "\(Hidden("return_to", back.text))\(field)"
        ).html
    }

    private static func choice(_ found: [Me.Membership], _ request: WebRequest, _ back: LocalPath) -> HTML {
        guard let first = found.first else {
            return EmptyState("product.no-account-fits", "product.no-account-fits-next", icon: .search).html
        }
        let form = FormState().starting(with: [("account", first.account)])
        let choices = found.prefix(most).map { Choice($0.account, .text($0.name), detail: $0.roles.title) }
        let count: HTML? =
            found.count > most
            ? "<p class=\"count\">\(words: "product.accounts-shown", ["shown": choices.count, "count": found.count])</p>"
            : nil
        return """
            \(count)\(Form(
                ShellPath.account, request, form,
                content: """
                    \(Hidden("return_to", back.text))\
                    \(Choices("account", "product.your-accounts", .one, choices, in: form))\(Button("product.open-account"))
                    """))
            """
    }
}

extension String {
    fileprivate func contains(_ part: String) -> Bool { range(of: part, options: [.caseInsensitive, .diacriticInsensitive]) != nil }
}
