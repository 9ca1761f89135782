internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// The addresses to which the account's mail is not sent any more: found, added, removed with a reason, taken out as a file.
enum SuppressionPages {
    private static let pageSize = 50
    private static let fileLimit = 1_000_000

    static func register(on routes: Routes<ProductSite>) {
        routes.get(SuppressionPath.list, as: MayView<SuppressionsArea>.self, list)
        routes.get(SuppressionPath.file, as: MayView<SuppressionsArea>.self, file)
        routes.get(SuppressionPath.add, as: MayManage<SuppressionsArea>.self) { proof, request, site in addPage(proof, request, site) }
        routes.post(SuppressionPath.add, as: MayManage<SuppressionsArea>.self, add)
        SuppressionImportPage.register(on: routes)
        SuppressionRemovalPage.register(on: routes)
    }

    @Sendable private static func list(_ proof: MayView<SuppressionsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let part = String(request.query.text("q").prefix(200)).lowercased()
        let cause = Suppression.Cause(rawValue: request.query.text("cause"))
        let after = request.query["after"] ?? ""
        let account = proof.account.id
        let (found, counts, removals) = try await site.database.read { tx in
            (
                try tx.suppressions(of: account, cause: cause, part: part, after: after, limit: pageSize + 1),
                try tx.suppressionCounts(of: account), try tx.suppressionRemovals(of: account)
            )
        }
        let shown = found.prefix(pageSize)
        let isNarrowed = !part.isEmpty || cause != nil
        let query: [(String, String?)] = [("q", part.isEmpty ? nil : part), ("cause", cause?.rawValue)] + proof.member.place
        let next = found.count > pageSize ? shown.last.map { SuppressionPath.list.query(query + [("after", $0.address)]) } : nil
        let actions: HTML =
            proof.mayManage
            ? "\(Button("suppressions.add", to: SuppressionPath.add))\(Button("suppressions.import", .secondary, to: SuppressionPath.importing))"
            : ""
        let view = SuppressionTable(mayManage: proof.mayManage)
        let total = counts.values.reduce(0, +)
        let content: HTML =
            total == 0 && !isNarrowed
            ? EmptyState("suppressions.none", "suppressions.none-text", icon: .shield).html
            : """
            \(view.figures(counts))\(filters(part, cause, request, proof))
            \(shown.isEmpty ? EmptyState("suppressions.none-fits", "suppressions.none-fits-text", icon: .search).html : view.html(Array(shown)))
            \(Paging(start: after.isEmpty ? nil : SuppressionPath.list.query(query), next: next))
            <p><a href="\(SuppressionPath.file.query(query))">\(words: "list.csv")</a></p>
            """
        return .page(
            site.shell(proof).page(
                "suppressions.title", request, lead: "suppressions.lead", actions: actions,
                content: "\(content)\(view.removals(removals))"))
    }

    private static func filters(_ part: String, _ cause: Suppression.Cause?, _ request: WebRequest, _ proof: MayView<SuppressionsArea>)
        -> Filters
    {
        let form = FormState().starting(with: [("q", part), ("cause", cause?.rawValue ?? "")])
        let causes = [Choice("", "suppressions.any-cause")] + Suppression.Cause.allCases.map { Choice($0.rawValue, $0.words) }
        let isNarrowed = !part.isEmpty || cause != nil
        return Filters(
            SuppressionPath.list, clearPath: isNarrowed ? SuppressionPath.list.query(proof.member.place) : nil,
            content: """
                \(proof.member.place.compactMap { name, value in value.map { Hidden(name, $0).html } })\
                \(TextField("q", "suppressions.find", .search, in: form, optional: true))\
                \(Select("cause", "suppressions.cause", causes, in: form, optional: true))
                """)
    }

    @Sendable private static func file(_ proof: MayView<SuppressionsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let part = String(request.query.text("q").prefix(200)).lowercased()
        let cause = Suppression.Cause(rawValue: request.query.text("cause"))
        let account = proof.account.id
        var csv = CSV(header: ["address", "cause", "note", "added_at", "added_by"])
        var after = ""
        var count = 0
        while count < fileLimit {
            let start = after
            let page = try await site.database.readLong { tx in
                try tx.suppressions(of: account, cause: cause, part: part, after: start, limit: 5000)
            }
            for one in page { csv.append([one.address, one.cause.rawValue, one.note, one.addedAt.rfc3339, one.addedBy]) }
            guard page.count == 5000, let last = page.last else { break }
            after = last.address
            count += page.count
        }
        return .csv(csv, name: "suppressions.csv")
    }

    private static func addPage(
        _ proof: MayManage<SuppressionsArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) -> WebResponse {
        let form = sent.focusing("address")
        let address = TextField("address", "suppressions.address", .text.limited(to: 254), in: form)
        let note = TextField(
            "note", "suppressions.note", .text.limited(to: Suppression.longestNote), in: form, hint: "suppressions.note-hint",
            optional: true)
        let buttons = Buttons("\(Button("suppressions.add-it"))\(Button("product.cancel", .plain, to: SuppressionPath.list))")
        return .page(
            site.shell(proof).page(
                "suppressions.add", request, back: ("suppressions.title", SuppressionPath.list),
                content: Panel(nil, Form(SuppressionPath.add, request, form, content: "\(address)\(note)\(buttons)").html).html),
            showing: form)
    }

    @Sendable private static func add(_ proof: MayManage<SuppressionsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        guard let address = EmailAddress(request.form.text("address")) else {
            return addPage(proof, request, site, FormState(request.form, "address", "suppressions.enter-address"))
        }
        let note = request.form.text("note")
        guard note.count <= Suppression.longestNote else {
            return addPage(
                proof, request, site,
                FormState(request.form, "note", Phrase("suppressions.note-too-long", ["most": Suppression.longestNote])))
        }
        let suppression = Suppression(
            id: SuppressionID(at: request.time), account: proof.account.id, address: address.canonical, cause: .manual,
            note: note.tidyName, addedAt: request.time, addedBy: proof.member.me.person.named)
        guard try await site.database.write({ tx in try tx.add(suppression) }) else {
            return addPage(proof, request, site, FormState(request.form, "address", "suppressions.known"))
        }
        return .redirect(SuppressionPath.list, notice: .good(Phrase("suppressions.was-added", ["address": address.canonical])))
    }
}
