internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// One kept view: its name and who finds it, for whoever made it; whether one is reminded of it by mail, for each of its readers.
enum ViewSettingsPage {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(ViewPath.settings, as: MayView<MessagesArea>.self) { proof, request, site in
            let view = try await ViewPages.found(proof, try request.parameters(of: ViewPath.settings), site)
            return try await page(view, proof, request, site)
        }
        routes.post(ViewPath.settings, as: MayView<MessagesArea>.self, change)
    }

    /// Whoever made it; and of a shared one whoever could share it.
    private static func mayChange(_ view: SavedView, _ proof: MayView<MessagesArea>, _ visible: VisibleProjects) -> Bool {
        view.owner == proof.member.me.person.id || view.isShared && proof.account.mayShareViews(of: view.project, visible)
    }

    private static func page(
        _ view: SavedView, _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        let own = proof.member.me.person.id
        let visible = try await VisibleProjects.of(proof.member, site)
        let mail = try await site.database.read { tx in try tx.viewMail(of: view.id, for: own) }
        let form = sent.starting(with: [("name", view.name), ("shared", view.isShared ? "yes" : nil)])
        let times = [Choice("", ViewPages.words(of: nil))] + ViewRhythm.allCases.map { Choice($0.rawValue, ViewPages.words(of: $0)) }
        let address = ViewPath.settings(view.id)
        let wanted = FormState().starting(with: [("rhythm", mail?.rhythm.rawValue ?? "")])
        let reminder = Form(
            address, request,
            content: """
                \(Hidden("act", "mail"))
                \(Choices("rhythm", "messages.view-mail", .one, times, in: wanted, hint: "messages.view-mail-hint"))
                \(Buttons("\(Button("messages.save-view"))"))
                """)
        let fields: HTML = """
            \(Hidden("act", "change"))\(ViewPages.nameField(form))\(ViewPages.sharing(form, isAllowed: proof.account.mayShareViews(of: view.project, visible)))
            \(Buttons("\(Button("messages.save-view"))"))
            """
        let changes: HTML = mayChange(view, proof, visible) ? Panel(nil, Form(address, request, form, content: fields).html).html : ""
        let removal: HTML =
            mayChange(view, proof, visible)
            ? Panel(
                "messages.remove-view",
                Form(address, request, content: "\(Hidden("act", "remove"))\(Button("messages.remove-view", .danger))").html
            ).html : ""
        return .page(
            site.shell(proof).page(
                .text(view.name), request, back: ("messages.views", ViewPath.list),
                content: "\(Panel(nil, reminder.html))\(changes)\(removal)"), showing: form)
    }

    @Sendable private static func change(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        var view = try await ViewPages.found(proof, try request.parameters(of: ViewPath.settings), site)
        let act = request.form.text("act")
        if act == "mail" { return try await remind(view, proof, request, site) }
        let visible = try await VisibleProjects.of(proof.member, site)
        guard mayChange(view, proof, visible) else { throw Problem.notFound }
        let id = view.id
        if act == "remove" {
            try await site.database.write { tx in try tx.removeSavedView(id) }
            return .redirect(ViewPath.list, notice: .good(Phrase("messages.view-removed", ["name": view.name])))
        }
        guard let name = ViewPages.name(in: request) else {
            return try await page(view, proof, request, site, FormState(request.form, "name", "messages.enter-view-name"))
        }
        view.name = name
        if proof.account.mayShareViews(of: view.project, visible) { view.isShared = request.form.text("shared") == "yes" }
        let changed = view
        try await site.database.write { tx in try tx.update(changed) }
        return .redirect(ViewPath.list, notice: .good("messages.view-saved"))
    }

    private static func remind(
        _ view: SavedView, _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let own = proof.member.me.person.id
        let rhythm = ViewRhythm(rawValue: request.form.text("rhythm"))
        let zone = request.reader.zone
        let now = request.time
        let isSet = try await site.database.write { tx in
            guard let rhythm else {
                try tx.removeViewMail(of: view.id, for: own)
                return true
            }
            let isThere = try tx.viewMail(of: view.id, for: own) != nil
            guard try isThere || tx.viewMailCount(of: view.account, for: own) < ViewMail.most else { return false }
            try tx.set(ViewMail(view.id, own, rhythm, zone: zone, after: now))
            return true
        }
        guard isSet else {
            return .redirect(ViewPath.settings(view.id), notice: .bad(Phrase("messages.too-many-view-mails", ["most": ViewMail.most])))
        }
        return .redirect(ViewPath.list, notice: .good("messages.view-saved"))
    }
}
