internal import Core
internal import Language
internal import ProductKit
internal import Traffic
internal import Web

/// The projects that a billing account pays for, now and from the next month on.
struct BillingProjects: Sendable {
    let billing: BillingAccount
    let projects: [VisibleProjects.Project]
    let now: [Int64: String]
    let next: [Int64: String]
    let month: Int

    func html(_ request: WebRequest, mayManage: Bool) -> HTML {
        let shown = projects.filter { project in
            project.number.map { now[$0] == billing.id || next[$0] == billing.id } ?? false
        }
        let rows = shown.map { project -> [HTML] in ["\(project.name)", "\(state(project))"] }
        let table: HTML =
            rows.isEmpty
            ? "<p class=\"quiet\">\(words: "billing.no-projects-here")</p>"
            : Table("billing.projects-here", [.init("messages.project", .name), .init("billing.since-when")], rows: rows).html
        return "<section class=\"stack\"><h2>\(words: "billing.projects-here")</h2>\(table)\(moving(request, mayManage))</section>"
    }

    private func state(_ project: VisibleProjects.Project) -> Phrase {
        guard let number = project.number else { return .text("") }
        if now[number] != billing.id { return Phrase("billing.from-month", ["month": Month.words(month + 1)]) }
        return next[number] == billing.id ? "billing.billed-now" : Phrase("billing.until-month", ["month": Month.words(month)])
    }

    private func moving(_ request: WebRequest, _ mayManage: Bool) -> HTML {
        let others = projects.filter { project in project.number.map { next[$0] != billing.id } ?? false }
        guard mayManage, !others.isEmpty else { return "" }
        let choices = others.map { Choice($0.id, .text($0.name)) }
        let form = Form(
            InvoicePath.projects(billing.id), request,
            content: """
                \(Select("project", "messages.project", choices, hint: "billing.move-hint"))
                \(Buttons("\(Button(Phrase("billing.move-from", ["month": Month.words(month + 1)]), .secondary))"))
                """)
        return Panel("billing.move-project", form.html).html
    }
}
