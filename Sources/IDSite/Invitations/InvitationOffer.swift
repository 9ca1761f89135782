internal import Access
internal import Core
internal import Identity
internal import SQL
internal import Web

/// An open invitation with the data for its page, and the person who reads the page.
struct InvitationOffer: Sendable {
    let token: Secret<String>
    let invitation: Invitation
    let accountName: String
    let product: Product
    let role: Role
    let reader: Reader
    let brand: Brand
    /// The product that opens after accepting.
    let place: ProductPlace?
    let request: WebRequest

    enum Reader: Sendable {
        /// Signed in, and the address is theirs.
        case owner(Person)
        /// Signed in, and already a member of the account.
        case member(Person, Member)
        /// Signed in as somebody who does not have the address.
        case stranger(Person)
        /// Signed out, and some person has the address.
        case known
        /// Signed out, and no person has the address.
        case new
    }

    /// Throws a `Problem` if the link does not work.
    init(_ site: IDSite, _ request: WebRequest, signedIn: SignedIn?) async throws {
        let token = Secret(try request.parameters(of: InvitationPath.invitation))
        let catalog = site.catalog
        let now = site.clock.now()
        let found = try await site.database.read { tx in try Self.find(tx, token, catalog, signedIn?.person, at: now) }
        invitation = found.invitation
        accountName = found.accountName
        product = found.product
        role = found.role
        reader = found.reader
        self.token = token
        self.request = request
        brand = site.brand(of: found.product.id.rawValue)
        place = site.products.first { $0.id == found.product.id.rawValue }
    }

    private static func find(
        _ tx: Transaction, _ token: Secret<String>, _ catalog: ProductCatalog, _ person: Person?, at now: Timestamp
    ) throws -> (invitation: Invitation, accountName: String, product: Product, role: Role, reader: Reader) {
        guard let invitation = try tx.invitation(TokenHash(token.exposed, purpose: .invitation)) else {
            throw AccessError.invitation(.unknown).problem
        }
        guard let account = try tx.account(invitation.account), let product = catalog[invitation.product] else { throw Problem.notFound }
        if let problem = try tx.problem(of: invitation, in: product, at: now) { throw AccessError.invitation(problem).problem }
        guard let role = product.role(invitation.role) else { throw Problem.notFound }
        let canonical = invitation.email.canonical
        let reader: Reader
        if let person, let member = try tx.member(person.id, in: account.id, product: product.id) {
            reader = .member(person, member)
        } else if let person {
            let isOwner = try tx.addresses(of: person.id).contains { $0.address.canonical == canonical }
            reader = isOwner ? .owner(person) : .stranger(person)
        } else {
            reader = try tx.candidates(for: canonical).isEmpty ? .new : .known
        }
        return (invitation, account.name, product, role, reader)
    }

    /// The path of this page.
    var path: Path { InvitationPath.invitation(token.exposed) }

    private var lead: HTML {
        let sees =
            switch role.projects {
            case .all: "all projects"
            case .none: "no projects"
            case .assigned:
                invitation.projects.isEmpty
                    ? "the projects you are given later" : PageText.count(invitation.projects.count, "project", "projects")
            }
        return """
            <p class="lead">You are invited to <strong>\(accountName)</strong> in the \(product.name) as <strong>\(role.name)</strong>, \
            with \(sees).</p>
            """
    }

    /// The page for a member, who has nothing to accept: they joined in another way, or the invitation went to another one of their
    /// addresses.
    func alreadyIn(_ person: Person, _ member: Member) -> WebResponse {
        let held = product.role(member.role)?.name ?? member.role.rawValue
        let opening = "Open the \(product.name)"
        let open = place.map { Button(opening, to: $0.sign(in: invitation.account)) } ?? Button(opening, to: CommonPath.home)
        let (title, rest): (String, HTML) =
            member.status == .active
            ? (
                "You are already in \(accountName)",
                """
                <p>There is nothing left to accept. Whoever manages users there can change your role.</p>
                <p>\(open)</p>
                """
            )
            : (
                "Your place in \(accountName) is suspended",
                "<p>This invitation cannot change that. Whoever manages users there can let you in again.</p>"
            )
        let content: HTML =
            "<p class=\"lead\">You are signed in as \(person.name), with the role <strong>\(held)</strong> there.</p>\(rest)"
        let below: HTML = "<a href=\"\(CommonPath.home)\">Go to your ID</a>"
        return .page(ColumnPage(title, brand: brand, request: request, content: content, below: below))
    }

    private func page(_ title: String, showing form: FormState = FormState(), _ content: HTML, below: HTML = HTML()) -> WebResponse {
        .page(
            ColumnPage(title, brand: brand, request: request, content: "\(lead)\(content)", below: below).html, showing: form,
            formOrigins: place.map { [$0.address] } ?? [])
    }

    func acceptance(_ person: Person) -> WebResponse {
        page(
            "Join \(accountName)",
            """
            <p>You are signed in as \(person.name).</p>
            \(Form(path, request, content: "\(Button("Accept the invitation"))"))
            """)
    }

    func otherAddress(_ person: Person) -> WebResponse {
        page(
            "This invitation is for another address",
            """
            <p>It was sent to <strong>\(invitation.email.written)</strong>. You are signed in as \(person.name), \
            who does not have that address.</p>
            <p>Sign out, then open the link in the mail again. Or ask for an invitation to an address of yours.</p>
            \(Form(CommonPath.signOut, request, content: "\(Button("Sign out"))"))
            """)
    }

    func signInFirst() -> WebResponse {
        let signIn = SignInPath.address(invitation.email.written, returningTo: path.text)
        return page(
            "Join \(accountName)",
            """
            <p>You sign in with <strong>\(invitation.email.written)</strong> already. Sign in, and then accept.</p>
            <p>\(Button("Sign in to accept", to: signIn))</p>
            """, below: "<a href=\"\(RecoveryPath.forgotPassword)\">Forgot your password, or never set one?</a>")
    }

    func registration(_ form: FormState = FormState()) -> WebResponse {
        let name = TextField(
            "name", "Your name", .personName.limited(to: Person.longestName), in: form, hint: "As the people you work with know you.")
        let password = TextField(
            "password", "Choose a password", .newPassword, in: form,
            hint: "At least 15 characters. A few words in a row are easy to remember.")
        let fields: HTML = "\(HiddenUsername(invitation.email.written))\(name)\(password)"
        return page(
            "Join \(accountName)", showing: form,
            """
            <p>You will sign in with <strong>\(invitation.email.written)</strong>.</p>
            \(Form(InvitationPath.person(token.exposed), request, form, content: "\(fields)\(Button("Accept and sign in"))"))
            """)
    }
}
