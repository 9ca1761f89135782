internal import Access
internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Where the mail of a product's notice leads: on to the product's page, for whoever may see it now. To others it tells nothing of it, and to
/// strangers not even that it exists.
enum NoticePage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(NoticePath.notice, as: SignedIn.self, open)
    }

    @Sendable static func open(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: NoticePath.notice)
        let person = proof.person.id
        let now = request.time
        let found = try await site.database.read { tx in
            try tx.productNotice(id).flatMap { notice in
                try tx.member(person, in: notice.account, product: notice.product).map {
                    (notice, $0, try tx.account(notice.account), try tx.projects(of: notice))
                }
            }
        }
        guard let (notice, member, account, projects) = found, let account, let product = site.catalog[notice.product] else {
            throw Problem.notFound
        }
        let place = site.products.first { $0.id == product.id.rawValue }
        let kind = product.noticeKind(notice.kind)
        let decision = kind?.isOpen(to: member, projects: projects, of: account.id, in: product, at: now)
        guard decision?.isPermitted == true else {
            let area = kind.flatMap { product.area($0.area)?.title } ?? .text(product.name)
            let isOfProject = decision?.reason == .projectNotAssigned || decision?.reason == .noProjects
            let why = Phrase(
                isOfProject ? "notice.closed-project" : "notice.closed-why",
                ["account": account.name, "role": member.roles(in: product, at: now).title, "area": area])
            return closed(why, opening: place?.opening("/", in: account.id), proof, request, site)
        }
        return .redirect(place?.opening(notice.page, in: account.id) ?? OtherServer(notice.page))
    }

    private static func closed(
        _ why: Phrase, opening product: OtherServer?, _ proof: SignedIn, _ request: WebRequest, _ site: IDSite
    ) -> WebResponse {
        .page(
            site.shell(proof, address: nil).page(
                "notice.closed", request,
                content: """
                    <div class="prose"><p>\(why)</p><p>\(words: "notice.closed-next")</p></div>
                    \(product.map { Buttons("\(Button("notice.to-product", to: $0))").html })
                    """), status: 403)
    }
}

extension ProductPlace {
    /// A page of the product, opened in that account.
    func opening(_ page: String, in account: AccountID) -> OtherServer {
        OtherServer(address + signIn.query([("return_to", page), ("account", account.text)]).text)
    }
}
