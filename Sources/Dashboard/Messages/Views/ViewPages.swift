internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// The kept views of messages: a list, making one of what is asked, and what can be changed of one.
enum ViewPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(ViewPath.list, as: MayView<MessagesArea>.self, list)
        routes.get(ViewPath.new, as: MayView<MessagesArea>.self) { proof, request, site in
            let visible = try await VisibleProjects.of(proof.member, site)
            return newPage(proof, MessageQuery(request.query, place: proof.member.place), visible, request, site)
        }
        routes.post(ViewPath.list, as: MayView<MessagesArea>.self, make)
        routes.get(ViewPath.view, as: MayView<MessagesArea>.self) { proof, request, site in
            let view = try await found(proof, try request.parameters(of: ViewPath.view), site)
            return .redirect(view.path(proof.member.place))
        }
        ViewSettingsPage.register(on: routes)
    }

    /// A view that its asker does not find is treated as if it did not exist.
    static func found(_ proof: MayView<MessagesArea>, _ id: String, _ site: ProductSite) async throws -> SavedView {
        let visible = try await VisibleProjects.of(proof.member, site)
        let account = proof.account.id
        let view = try await site.database.read { tx in try tx.savedView(id, of: account) }
        guard let view, view.isListed(for: proof.member.me.person.id, visible) else { throw Problem.notFound }
        return view
    }

    @Sendable private static func list(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let visible = try await VisibleProjects.of(proof.member, site)
        let account = proof.account.id
        let own = proof.member.me.person.id
        let (views, mails) = try await site.database.read { tx in
            (try tx.savedViews(of: account, for: own).filter { $0.isListed(for: own, visible) }, try tx.viewMails(for: own))
        }
        let rows = views.map { view -> [HTML] in
            let whose: Phrase =
                view.isShared ? (view.owner == own ? "messages.view-shared-by-you" : "messages.view-shared") : "messages.view-own"
            let mail = mails.first { $0.view == view.id }?.rhythm
            let change: HTML = "<span class=\"hidden\"> \(view.name)</span>"
            return [
                "<a href=\"\(view.path(proof.member.place))\">\(view.name)</a>",
                "\(Self.parts(view.asked(visible)))", "\(whose)",
                "\(words(of: mail))", "<a href=\"\(ViewPath.settings(view.id))\">\(words: "messages.change-view")\(change)</a>",
            ]
        }
        let columns: [Table.Column] = [
            .init("messages.view-name", .name), .init("messages.view-asks"), .init("messages.view-whose"), .init("messages.view-mail"),
            .init("product.actions", .actions),
        ]
        let content: HTML =
            views.isEmpty
            ? EmptyState(
                "messages.no-views", "messages.no-views-next", icon: .search,
                action: Button("messages.to-messages", .secondary, to: MessagePath.list).html
            ).html
            : Table("messages.views", columns, rows: rows).html
        return .page(site.shell(proof).page("messages.views", request, back: ("messages.title", MessagePath.list), content: content))
    }

    /// In a line, with a dot between them.
    private static func parts(_ asked: [Phrase]) -> Phrase {
        guard let first = asked.first else { return .text("") }
        return asked.dropFirst().reduce(first) { Phrase("messages.asked-parts", ["one": $0, "next": $1]) }
    }

    static func words(of rhythm: ViewRhythm?) -> Phrase {
        switch rhythm {
        case nil: "messages.mail-never"
        case .daily: "messages.mail-daily"
        case .weekly: "messages.mail-weekly"
        }
    }

    static func nameField(_ form: FormState) -> TextField {
        TextField("name", "messages.view-name", .text.limited(to: SavedView.longestName), in: form)
    }

    static func sharing(_ form: FormState, isAllowed: Bool) -> HTML {
        guard isAllowed else { return "" }
        return Choices(
            "shared", "messages.view-whose", .many, [Choice("yes", "messages.share-view", detail: "messages.share-view-detail")], in: form
        ).html
    }

    private static func newPage(
        _ proof: MayView<MessagesArea>, _ query: MessageQuery, _ visible: VisibleProjects, _ request: WebRequest, _ site: ProductSite,
        _ sent: FormState = FormState()
    ) -> WebResponse {
        let asked = query.given.filter { !$0.1.isEmpty }
        guard !asked.isEmpty, query.errors.isEmpty else { return .redirect(MessagePath.list, notice: .info("messages.view-of-nothing")) }
        let form = sent.focusing("name")
        let view = SavedView(
            id: "", account: "", owner: "", name: "", question: asked, project: proof.member.project?.id, isShared: false)
        let parts: HTML = "\(view.asked(visible).map { part -> HTML in "<li>\(part)</li>" })"
        // The project that the page names, whatever another tab chooses meanwhile.
        let hidden = asked.map { Hidden("ask-" + $0.0, $0.1).html } + [Hidden("_project", view.project ?? "").html]
        return .page(
            site.shell(proof).page(
                "messages.keep-view", request, back: ("messages.title", query.path(MessagePath.list)),
                content: Panel(
                    nil,
                    Form(
                        ViewPath.list, request, form,
                        content: """
                            <ul>\(parts)</ul>\(hidden)\(nameField(form))\(sharing(form, isAllowed: proof.account.mayShareViews(of: view.project, visible)))
                            \(Buttons("\(Button("messages.keep"))\(Button("product.cancel", .plain, to: query.path(MessagePath.list)))"))
                            """
                    ).html
                ).html), showing: form)
    }

    @Sendable private static func make(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let asked = MessageQuery.allNames.map { ($0, request.form.text("ask-" + $0)) }
        let query = MessageQuery(Values(asked), place: proof.member.place)
        let visible = try await VisibleProjects.of(proof.member, site)
        func again(_ message: Phrase) -> WebResponse {
            newPage(proof, query, visible, request, site, FormState(request.form, "name", message))
        }
        guard let name = name(in: request) else { return again("messages.enter-view-name") }
        let question = query.given.filter { !$0.1.isEmpty }
        guard !question.isEmpty, query.errors.isEmpty else { throw Problem.notFound }
        let now = request.time
        let view = SavedView(
            id: Identifier<SavedViewKind>(at: now).text, account: proof.account.id, owner: proof.member.me.person.id, name: name,
            question: question, project: proof.member.project?.id,
            isShared: proof.account.mayShareViews(of: proof.member.project?.id, visible) && request.form.text("shared") == "yes")
        let isKept = try await site.database.write { tx in
            guard try tx.savedViewCount(of: view.account, owner: view.owner) < SavedView.most else { return false }
            try tx.insert(view, at: now)
            return true
        }
        guard isKept else { return again(Phrase("messages.too-many-views", ["most": SavedView.most])) }
        return .redirect(view.path(proof.member.place), notice: .good(Phrase("messages.view-kept", ["name": name])))
    }

    /// nil for an empty or too long one.
    static func name(in request: WebRequest) -> String? {
        let name = request.form.text("name").tidyName
        return name.isEmpty || name.count > SavedView.longestName || name.hasHiddenCharacters ? nil : name
    }
}
