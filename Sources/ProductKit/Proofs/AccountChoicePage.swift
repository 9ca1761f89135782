internal import Core
internal import Web

/// The page for a person who has not chosen an account yet: a choice of their accounts, or a message that they have none.
enum AccountChoicePage {
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
        let choices = proof.me.accounts.map { Choice($0.account, $0.name, detail: $0.role.name) }
        let back = LocalPath(request.target) ?? .home
        let form = FormState().starting(with: [("account", choices.first?.value)])
        return .page(
            shell.page(
                "Choose an account", request,
                content: Form(
                    ShellPath.account, request, form,
                    content: """
                        \(Hidden("return_to", back.text))\
                        \(Choices("account", "Your accounts", .one, choices, in: form))\(Button("Open the account"))
                        """
                ).html))
    }
}
