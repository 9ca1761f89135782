internal import Access
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// An open invitation with the data for its page, and the person who reads the page.
struct InvitationOffer: Sendable {
    let token: Secret<String>
    let invitation: Invitation
    let accountName: String
    let product: Product
    /// nil for none yet.
    let role: Role?
    let visitor: Visitor
    let brand: Brand
    /// The product that opens after accepting.
    let place: ProductPlace?
    let request: WebRequest

    /// Who opened the page.
    enum Visitor: Sendable {
        /// Signed in, and the address is theirs.
        case owner(Person)
        /// Signed in, and already a member of the account; whether the address is theirs too.
        case member(Person, Member, isOwner: Bool)
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
        visitor = found.visitor
        self.token = token
        self.request = request
        brand = site.brand(of: found.product.id.rawValue)
        place = site.products.first { $0.id == found.product.id.rawValue }
    }

    private static func find(
        _ tx: Transaction, _ token: Secret<String>, _ catalog: ProductCatalog, _ person: Person?, at now: Timestamp
    ) throws -> (invitation: Invitation, accountName: String, product: Product, role: Role?, visitor: Visitor) {
        guard let invitation = try tx.invitation(TokenHash(token.exposed, purpose: .invitation)) else {
            throw AccessError.invitation(.unknown).problem
        }
        guard let account = try tx.account(invitation.account), let product = catalog[invitation.product] else { throw Problem.notFound }
        if let problem = try tx.problem(of: invitation, in: product, at: now) { throw AccessError.invitation(problem).problem }
        let role = try invitation.role.flatMap { try tx.role($0, of: product, in: account.id) }
        let canonical = invitation.email.canonical
        let visitor: Visitor
        if let person {
            let isOwner = try tx.addresses(of: person.id).contains { $0.address.canonical == canonical }
            if let member = try tx.member(person.id, in: account.id, product: product.id) {
                visitor = .member(person, member, isOwner: isOwner)
            } else {
                visitor = isOwner ? .owner(person) : .stranger(person)
            }
        } else {
            visitor = try tx.candidates(for: canonical).isEmpty ? .new : .known
        }
        return (invitation, account.name, product, role, visitor)
    }

    /// The path of this page.
    var path: Path { InvitationPath.invitation(token.exposed) }

    private var lead: HTML {
        guard let role else {
            return "<p class=\"lead\">\(words: "invitation.lead-without-role", ["account": accountName, "product": product.name])</p>"
        }
        let sees: Phrase =
            switch role.projects {
            case .all: "invitation.all-projects"
            case .none: "invitation.no-projects"
            case .assigned:
                invitation.projects.isEmpty
                    ? "invitation.projects-later" : Phrase("invitation.some-projects", ["count": invitation.projects.given.count])
            }
        let lead = Phrase(
            "invitation.lead", ["account": accountName, "product": product.name, "role": role.title, "projects": sees])
        return "<p class=\"lead\">\(lead)</p>"
    }

    /// The page for a member, who has nothing to accept: they joined in another way, or the invitation went to another one of their
    /// addresses.
    func alreadyIn(_ person: Person, _ member: Member) -> WebResponse {
        let held = member.roles(in: product, at: request.time).title
        let opening = Phrase("invitation.open", ["product": product.name])
        let open = place.map { Button(opening, to: $0.sign(in: invitation.account)) } ?? Button(opening, to: CommonPath.home)
        let (title, rest): (String, HTML) =
            member.status == .active
            ? ("invitation.already-in", "<p>\(words: "invitation.already-in-next")</p><p>\(open)</p>")
            : ("invitation.suspended", "<p>\(words: "invitation.suspended-next")</p>")
        let content: HTML = """
            <p class="lead">\(words: "invitation.signed-in-with-role", ["name": person.name, "role": held])</p>\(rest)
            """
        let below: HTML = "<a href=\"\(CommonPath.home)\">\(words: "home.to-your-id")</a>"
        return .page(ColumnPage(Phrase(title, ["account": accountName]), brand: brand, request: request, content: content, below: below))
    }

    private func page(_ title: Phrase, showing form: FormState = FormState(), _ content: HTML, below: HTML = HTML()) -> WebResponse {
        .page(
            ColumnPage(title, brand: brand, request: request, content: "\(lead)\(content)", below: below).html, showing: form,
            formOrigins: place.map { [$0.address] } ?? [])
    }

    private var joining: Phrase { Phrase("invitation.join", ["account": accountName]) }

    func acceptance(_ person: Person) -> WebResponse {
        page(
            joining,
            """
            <p>\(words: "invitation.signed-in-as", ["name": person.name])</p>
            \(Form(path, request, content: "\(Button("invitation.accept"))"))
            """)
    }

    func otherAddress(_ person: Person) -> WebResponse {
        page(
            "invitation.other-address",
            """
            <p>\(words: "invitation.other-address-lead", ["address": invitation.email.written, "name": person.name])</p>
            <p>\(words: "invitation.other-address-next")</p>
            \(otherID)
            """)
    }

    /// The page for a member to whom somebody else's invitation came.
    func ofSomebodyElse(_ person: Person, _ member: Member) -> WebResponse {
        let held = member.roles(in: product, at: request.time).title
        return page(
            "invitation.other-address",
            """
            <p>\(words: "invitation.other-address-lead", ["address": invitation.email.written, "name": person.name])</p>
            <p>\(words: "invitation.in-with-role", ["account": accountName, "role": held])</p>
            <p>\(words: "invitation.other-address-next")</p>
            \(otherID)
            """, below: "<a href=\"\(CommonPath.home)\">\(words: "home.to-your-id")</a>")
    }

    private var otherID: Form {
        Form(InvitationPath.otherID(token.exposed), request, content: "\(Button("invitation.other-id"))")
    }

    func signInFirst() -> WebResponse {
        let signIn = SignInPath.address(invitation.email.written, returningTo: path.text)
        return page(
            joining,
            """
            <p>\(words: "invitation.sign-in-first", ["address": invitation.email.written])</p>
            <p>\(Button("invitation.sign-in-to-accept", to: signIn))</p>
            """, below: "<a href=\"\(RecoveryPath.forgotPassword)\">\(words: "sign-in.forgot")</a>")
    }

    func registration(_ form: FormState = FormState()) -> WebResponse {
        let name = TextField(
            "name", "invitation.your-name", .personName.limited(to: Person.longestName), in: form, hint: "invitation.your-name-hint")
        let password = TextField(
            "password", "invitation.password", .newPassword.judged(at: PasswordStrengthPath.judgement), in: form,
            hint: "invitation.password-hint")
        let fields: HTML = "\(HiddenUsername(invitation.email.written))\(name)\(password)"
        return page(
            joining, showing: form,
            """
            <p>\(words: "invitation.will-sign-in", ["address": invitation.email.written])</p>
            \(Form(InvitationPath.person(token.exposed), request, form, content: "\(fields)\(Button("invitation.accept-and-sign-in"))"))
            """)
    }
}
