internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// Many addresses at once, a line each. The lines with mistakes come back to be mended.
enum SuppressionImportPage {
    private static let most = 10_000

    static func register(on routes: Routes<ProductSite>) {
        routes.get(SuppressionPath.importing, as: MayManage<SuppressionsArea>.self) { proof, request, site in page(proof, request, site) }
        routes.post(SuppressionPath.importing, as: MayManage<SuppressionsArea>.self, limit: 2 << 20, take)
    }

    private static func page(
        _ proof: MayManage<SuppressionsArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState(), done: HTML = ""
    ) -> WebResponse {
        let form = sent.focusing("lines")
        let lines = TextArea(
            "lines", "suppressions.lines", rows: 12, in: form, hint: Phrase("suppressions.lines-hint", ["most": most]))
        let file = FileField(
            "file", "suppressions.file", accepts: ".csv,.txt,text/csv,text/plain", in: form, hint: "suppressions.file-hint")
        let buttons = Buttons("\(Button("suppressions.import-them"))\(Button("product.cancel", .plain, to: SuppressionPath.list))")
        return .page(
            site.shell(proof).page(
                "suppressions.import", request, back: ("suppressions.title", SuppressionPath.list),
                content:
                    "\(done)\(Panel(nil, Form(SuppressionPath.importing, request, form, content: "\(lines)\(file)\(buttons)").withFiles().html))"
            ),
            showing: form)
    }

    @Sendable private static func take(_ proof: MayManage<SuppressionsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let read = SuppressionLines(typed: request.form["lines"] ?? "", file: request.form["file"] ?? "")
        guard read.count <= most, !(read.good.isEmpty && read.wrong.isEmpty) else {
            let message = Phrase(read.count > most ? "suppressions.too-many-lines" : "suppressions.enter-lines", ["most": most])
            return page(proof, request, site, FormState(Values([("lines", read.text)]), "lines", message))
        }
        let account = proof.account.id
        let name = proof.member.me.person.named
        let now = request.time
        let good = read.good
        let added = try await site.database.write { tx in
            try good.count { one in
                try tx.add(
                    Suppression(
                        id: SuppressionID(at: now), account: account, address: one.address, cause: one.cause, note: "", addedAt: now,
                        addedBy: name))
            }
        }
        let done = Phrase("suppressions.imported", ["added": added, "known": good.count - added])
        guard !read.wrong.isEmpty else { return .redirect(SuppressionPath.list, notice: .good(done)) }
        // What came in is in; the rest stays in the field, to be mended and sent again.
        let rest = read.wrong.map(\.text).joined(separator: "\n")
        let places = Phrase.all(read.wrong.prefix(10).map(\.place))
        let wrong = Phrase("suppressions.wrong-lines", ["count": read.wrong.count, "lines": places])
        return page(
            proof, request, site, FormState(Values([("lines", rest)]), "lines", wrong), done: Notice.info(done).html)
    }
}
