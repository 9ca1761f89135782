internal import Access
internal import Audit
internal import Core
package import Identity
package import Language
internal import SQL
internal import Web

/// The questions of people who cannot get on with signing in, and their answers.
enum TicketsPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(OperatorPath.tickets, as: MayOversee<TicketsArea>.self, list)
        routes.get(OperatorPath.ticket, as: MayOversee<TicketsArea>.self) { proof, request, site in
            page(try await ticket(request.parameters(of: OperatorPath.ticket), site), proof.operating, request, site)
        }
        routes.post(OperatorPath.answer, as: MayOperate<TicketsArea>.self, answer)
    }

    @Sendable static func list(_ proof: MayOversee<TicketsArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let all = request.query["show"] == "all"
        let tickets = try await site.database.read { try $0.tickets(answered: all) }
        let columns: [Table.Column] = [
            .init("operator.question"), .init("operator.asked"), .init("operator.address", .name), .init("operator.step"),
            .init("operator.state"),
        ]
        let rows = tickets.map { ticket -> [HTML] in
            [
                "<a href=\"\(OperatorPath.ticket(ticket.id))\">\(ticket.reference)</a><div class=\"quiet\">\(String(ticket.words.prefix(80)))</div>",
                PageText.time(ticket.openedAt), PageText.breakable(ticket.address.written),
                "\(ticket.step.title)\(ticket.product.map { product -> HTML in "<div class=\"quiet\">\(site.name(of: product))</div>" })",
                ticket.answeredAt == nil ? Badge("operator.open", .warning).html : Badge("operator.answered", .good).html,
            ]
        }
        let none = EmptyState("operator.no-questions", "operator.no-questions-next", icon: .messages)
        let tabs = Tabs(
            "operator.tickets",
            [
                ("operator.open-questions", OperatorPath.tickets, !all),
                ("operator.all-questions", OperatorPath.tickets.query([("show", "all")]), all),
            ])
        let content: HTML = rows.isEmpty ? none.html : Table("operator.tickets", columns, rows: rows).html
        return .page(
            site.operatorShell(proof.operating).page(
                "operator.tickets", request, lead: "operator.tickets-lead", content: "\(tabs)\(content)"))
    }

    private static func ticket(_ id: TicketID, _ site: IDSite) async throws -> Ticket {
        guard let found = try await site.database.read({ try $0.ticket(id.text) }) else { throw Problem.notFound }
        return found
    }

    private static func page(
        _ ticket: Ticket, _ proof: Operating, _ request: WebRequest, _ site: IDSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let story = OperatorPath.people.query([("q", ticket.address.written)])
        let facts = Definitions([
            ("operator.asked", PageText.time(ticket.openedAt)),
            ("operator.address", "<a href=\"\(story)\">\(PageText.breakable(ticket.address.written))</a>"),
            ("operator.step", "\(ticket.step.title)"),
            ("home.product", "\(ticket.product.map { site.name(of: $0) } ?? "operator.none")"),
        ])
        let words: HTML = "<blockquote>\(ticket.words)</blockquote>"
        let below: HTML
        if let answer = ticket.answer, let at = ticket.answeredAt {
            let lost: HTML? = form.value("answer").map { unsent in
                Panel("operator.not-sent", "\(ErrorSummary(form.errors))<blockquote>\(unsent)</blockquote>").html
            }
            below = "\(lost)\(Panel("operator.answer", "<p>\(PageText.time(at))</p><blockquote>\(answer)</blockquote>"))"
        } else if proof.may(.manage, TicketsArea.self) {
            let field = TextArea("answer", "operator.your-answer", rows: 6, in: form, hint: "operator.your-answer-hint")
            below =
                Panel(
                    "operator.answer",
                    Form(OperatorPath.answer(ticket.id), request, form, content: "\(field)\(Button("operator.send-answer"))").html
                ).html
        } else {
            below = HTML()
        }
        return .page(
            site.operatorShell(proof).page(
                Phrase("operator.question-title", ["reference": ticket.reference]), request,
                back: ("operator.tickets", OperatorPath.tickets),
                content: "\(Panel(nil, "\(facts)\(words)"))\(below)"), showing: form)
    }

    @Sendable static func answer(_ proof: MayOperate<TicketsArea>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let ticket = try await ticket(request.parameters(of: OperatorPath.answer), site)
        let text = request.form.text("answer")
        guard (1...Ticket.longest).contains(text.utf8.count) else {
            let wrong: Phrase = text.isEmpty ? "operator.answer-empty" : Phrase("operator.answer-long", ["most": Ticket.longest])
            return page(ticket, proof.operating, request, site, FormState(request.form, "answer", wrong))
        }
        let now = request.time
        let isSent = try await proof.write(in: site) { tx, actor in try tx.answer(ticket, text, by: actor, at: now) }
        guard isSent else {
            // What was typed stays to be read beside what was sent.
            let answered = try await self.ticket(ticket.id, site)
            return page(answered, proof.operating, request, site, FormState(request.form, "", "operator.answered-before"))
        }
        return .redirect(
            OperatorPath.tickets, notice: .good(Phrase("operator.answer-sent", ["address": ticket.address.written])))
    }
}

extension IDSite {
    /// A product by its name in the catalog.
    package func name(of product: String) -> Phrase { .text(catalog[.init(rawValue: product)]?.name ?? product) }
}

extension Ticket.Step {
    /// Where the person was.
    package var title: Phrase {
        switch self {
        case .address: "operator.at-address"
        case .password: "operator.at-password"
        case .secondFactor: "operator.at-second-factor"
        case .outside: "operator.at-outside"
        case .other: "operator.at-other"
        }
    }
}
