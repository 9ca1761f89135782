internal import Access
internal import Core
internal import IDSite
internal import Language
internal import SQL
internal import Transition
internal import Web

/// What became of each import: its counts, and the lines that did not come in.
enum ImportsPage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(OperatorPath.imports, as: MayOversee<ImportsArea>.self, list)
        routes.get(MovePath.report, as: MayOversee<ImportsArea>.self, report)
    }

    @Sendable static func list(_ proof: MayOversee<ImportsArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let records = try await site.id.database.read { try $0.importRecords() }
        let columns: [Table.Column] = [
            .init("operator.ended"), .init("home.product"), .init("operator.file", .name), .init("operator.rows", .number),
            .init("operator.new", .number), .init("operator.updated", .number), .init("operator.rejected", .number),
        ]
        let rows = records.map { record -> [HTML] in
            [
                "<a href=\"\(MovePath.report(record.id))\">\(PageText.time(record.endedAt))</a>",
                "\(site.id.name(of: record.product.rawValue))", "\(record.file)", "\(Phrase.number(record.rows))",
                "\(Phrase.number(record.imported))", "\(Phrase.number(record.updated))", "\(Phrase.number(record.rejected))",
            ]
        }
        let none = EmptyState("operator.no-imports", "operator.no-imports-next", icon: .apps)
        return .page(
            site.id.operatorShell(proof.operating).page(
                "operator.imports", request, lead: "operator.imports-lead",
                content: rows.isEmpty ? none.html : Table("operator.imports", columns, rows: rows).html))
    }

    @Sendable static func report(_ proof: MayOversee<ImportsArea>, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let id: ImportRecordID = try request.parameters(of: MovePath.report)
        let found = try await site.id.database.read { tx in try tx.importRecord(id).map { ($0, try tx.lines(of: id)) } }
        guard let (record, lines) = found else { throw Problem.notFound }
        let figures = Figures([
            .init("operator.rows", "\(Phrase.number(record.rows))"), .init("operator.new", "\(Phrase.number(record.imported))"),
            .init("operator.updated", "\(Phrase.number(record.updated))"),
            .init("operator.unchanged", "\(Phrase.number(record.unchanged))"),
            .init("operator.rejected", "\(Phrase.number(record.rejected))"),
        ])
        let facts = Definitions([
            ("home.product", "\(site.id.name(of: record.product.rawValue))"), ("operator.began", PageText.time(record.startedAt)),
            ("operator.ended", PageText.time(record.endedAt)),
        ])
        let rows = lines.map { line -> [HTML] in
            [
                "\(Phrase.number(line.line))",
                line.isRejected ? Badge("operator.line-rejected", .bad).html : Badge("operator.line-without", .warning).html,
                "\(line.reason)\(line.detail.map { detail -> HTML in "<div class=\"quiet\">\(detail)</div>" })",
            ]
        }
        let isCut = lines.count < record.rejected + record.warnings
        let cut: HTML? = isCut ? "<p class=\"quiet\">\(words: "operator.lines-cut", ["count": ImportRecord.mostLines])</p>" : nil
        let columns: [Table.Column] = [.init("operator.line"), .init("operator.state"), .init("operator.reason")]
        let table: HTML =
            rows.isEmpty
            ? Notice.good("operator.all-came").html
            : """
            \(Table("operator.lines", columns, rows: rows, showsCaption: true))\(cut)<p>\(words: "operator.mend-lines")</p>
            """
        return .page(
            site.id.operatorShell(proof.operating).page(
                Phrase("operator.import-title", ["file": record.file]), request, back: ("operator.imports", OperatorPath.imports),
                content: "\(figures)\(Panel(nil, facts.html))\(table)"))
    }
}
