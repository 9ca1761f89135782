internal import Access
internal import Core
internal import Directory
internal import HTTPTypes
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// A product asks the ID to tell people something. It names whom, and the ID decides who of them may learn it.
/// Cost: one transaction with two reads a person.
enum NoticeEndpoint {
    static func register(on routes: Routes<APISite>) {
        routes.api(.post, APIPath.notices, as: ProductClient.self, limit: 65536, send)
    }

    @Sendable static func send(_ proof: ProductClient, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        guard let product = site.catalog[proof.product] else { throw Problem.notFound }
        let order = try Order(request, of: product, proof.client, hasPages: site.productAddresses[product.id] != nil)
        let now = request.time
        let notices = site.notices
        let sent = try await site.database.write { tx in
            if let known = try tx.productNotice(of: product.id, named: order.notice.name) {
                guard known.isAbout(order.notice) else {
                    throw Problem(
                        status: 409, code: "id-taken", title: .english("Another notice has this id."),
                        detail: .english("Give each notice an id of its own: what is told under one is told once."))
                }
                return known
            }
            try order.check(in: tx, at: now)
            return try notices.send(order.notice, order.kind, to: order.people, in: tx, at: now)
        }
        return .json(["id": .string(sent.id.text), "told": .int(sent.told)])
    }
}

/// What was asked for, in its form.
private struct Order: Sendable {
    let notice: ProductNotice
    let kind: NoticeKind
    let people: [PersonID]

    /// `hasPages`: whether the server knows where the product's pages are. Throws a `Problem` that names every wrong member.
    init(_ request: WebRequest, of product: Product, _ client: Client, hasPages: Bool) throws {
        var body = try request.jsonObject()
        let name = body.text("id", max: 128)
        let kindID = body.text("notice", max: 64)
        let kind = product.noticeKind(kindID)
        if kind == nil, !kindID.isEmpty {
            let known = product.notices.map(\.id).joined(separator: ", ")
            body.refuse(
                "notice", known.isEmpty ? "This product's catalog declares no notices." : "This product's catalog declares: \(known).")
        }
        let account = AccountID(body.text("account"))
        if account == nil, body.errors.isEmpty { body.refuse("account", "“account” must be the id of an account.") }
        let project = body.optionalText("project").map { ProjectID($0) }
        if let kind, kind.isOfProject != (project != nil) {
            body.refuse("project", kind.isOfProject ? "This notice is about a project: name it." : "This notice is about no project.")
        } else if case .some(nil) = project {
            body.refuse("project", "“project” must be the id of a project.")
        }
        let isOfEveryProject = body.optionalFlag("every_project") ?? false
        if isOfEveryProject, project != nil {
            body.refuse("every_project", "A notice is about one project, or for those who see every one.")
        }
        let named = body.optionalTexts("projects", max: ProductNotice.mostProjects) ?? []
        let projects = named.compactMap { ProjectID($0) }
        if projects.count != named.count || (!named.isEmpty && (project != nil || isOfEveryProject)) {
            body.refuse(
                "projects",
                "A list of up to \(ProductNotice.mostProjects) projects' ids, for a notice that is about none and not of every one.")
        }
        let page = Self.page(body.text("page", max: 2000), of: client, hasPages: hasPages)
        if page == nil, body.errors.isEmpty {
            body.refuse(
                "page",
                hasPages
                    ? "“page” must be a path of the product, such as /messages."
                    : "“page” must be an address of the product, on the origin of one of its client's redirect addresses.")
        }
        let listed = body.optionalTexts("people", max: ProductNotice.mostPeople) ?? []
        let people = listed.compactMap { PersonID($0) }
        if people.isEmpty || people.count != listed.count {
            body.refuse("people", "A list of 1 to \(ProductNotice.mostPeople) people's ids, as tokens have them in “sub”.")
        }
        try body.finish()
        guard let kind, let account, let page else { throw Problem.notFound }
        self.kind = kind
        self.people = people
        let content = ProductNotice.Content(
            kind: kind.id, account: account, project: project ?? nil, isOfEveryProject: isOfEveryProject, projects: projects, page: page)
        notice = ProductNotice(id: ProductNoticeID(at: request.time), product: product.id, name: name, content, at: request.time)
    }

    /// A path, where the server knows the product's address; else a whole address where the client's people come back to.
    private static func page(_ text: String, of client: Client, hasPages: Bool) -> String? {
        if hasPages { return LocalPath(text)?.text }
        let origins = Set(client.redirectURIs.map(RedirectURI.origin))
        guard RedirectURI.mistake(in: text, publicClient: false) == nil, origins.contains(RedirectURI.origin(of: text)) else { return nil }
        return text
    }

    /// Throws a `Problem` for an account or a project that is none of this product's, and for too many notices.
    func check(in tx: Transaction, at now: Timestamp) throws {
        guard try tx.account(notice.account) != nil, try tx.products(of: notice.account).contains(notice.product) else {
            throw Self.unknown("account", "This product has no such account.")
        }
        if let project = notice.project, try tx.project(project)?.account != notice.account {
            throw Self.unknown("project", "The account has no such project.")
        }
        let hour = Duration.hours(1)
        guard try tx.noticeCount(of: notice.product, in: notice.account, since: now - hour) < ProductNotice.mostAnHour else {
            throw Problem(
                status: 429, code: "too-many-notices", title: .english("So many notices of one account were sent within an hour."),
                detail: .english("At most \(ProductNotice.mostAnHour) are. Tell several things in one."), retryAfter: 3600)
        }
    }

    private static func unknown(_ field: String, _ message: String) -> Problem {
        Problem(
            status: 422, code: "invalid", title: .english("The notice cannot be sent."), fields: [FieldError(field, .english(message))])
    }
}
