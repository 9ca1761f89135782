internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// Many addresses at once, a line each: an address, and after a comma its cause. The lines with mistakes come back to be mended.
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

    private struct Read {
        var good: [(address: String, cause: Suppression.Cause)] = []
        var wrong: [(line: Int, text: String)] = []

        init(_ lines: [Substring]) {
            for (index, line) in lines.enumerated() {
                let text = line.filter { $0 != "\"" }
                let fields = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0).tidyName }
                if fields.allSatisfy(\.isEmpty) || index == 0 && fields.first?.lowercased() == "address" { continue }
                let cause = fields.count < 2 || fields[1].isEmpty ? .manual : Suppression.Cause(rawValue: fields[1].lowercased())
                // A file from here has it before what a spreadsheet would reckon with.
                let written = fields[0].hasPrefix("'") ? String(fields[0].dropFirst()) : fields[0]
                if let address = EmailAddress(written), let cause {
                    good.append((address.canonical, cause))
                } else {
                    wrong.append((index + 1, text))
                }
            }
        }
    }

    @Sendable private static func take(_ proof: MayManage<SuppressionsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        let sent = [request.form["lines"], request.form["file"]].compactMap(\.self).filter { !$0.isEmpty }.joined(separator: "\n")
        let lines = sent.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let read = Read(lines)
        guard lines.count <= most, !(read.good.isEmpty && read.wrong.isEmpty) else {
            let message = Phrase(lines.count > most ? "suppressions.too-many-lines" : "suppressions.enter-lines", ["most": most])
            return page(proof, request, site, FormState(Values([("lines", sent)]), "lines", message))
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
        let numbers = read.wrong.prefix(10).map { String($0.line) }.joined(separator: ", ")
        let wrong = Phrase("suppressions.wrong-lines", ["count": read.wrong.count, "lines": numbers])
        return page(
            proof, request, site, FormState(Values([("lines", rest)]), "lines", wrong), done: Notice.info(done).html)
    }
}
