internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic

/// What changed in the dashboard itself since a member was there: where failures rose and fell, what was invoiced, prices, and where projects are
/// billed.
struct DashboardNews: Sendable {
    let member: InAccount
    let since: Timestamp
    let site: ProductSite

    func lines() async throws -> [NewsLine] { try await drops() + billing() }

    private func drops() async throws -> [NewsLine] {
        guard member.account.mayView(MessagesArea.self) else { return [] }
        let visible = try await VisibleProjects.of(member, in: member.account.narrowed(to: MessagesArea.self), site)
        let view = DropView(visible: visible)
        return try await site.database.read { tx in try Drop.changed(projects: visible.numbers, since: since, in: tx) }.flatMap { drop in
            let rose = NewsLine(view.title(of: drop), at: drop.noticedAt, view.messages(of: drop))
            let over = drop.endedAt.map { NewsLine(Phrase("drops.is-over", view.place(of: drop)), at: $0, DropPath.list) }
            return [rose] + (over.map { [$0] } ?? [])
        }
    }

    /// What has a sum behind it is told to whoever sees all that the sum is of, and where a project is billed to whoever sees Billing there.
    private func billing() async throws -> [NewsLine] {
        guard member.account.mayView(BillingArea.self) else { return [] }
        let account = member.account.narrowed(to: BillingArea.self)
        let reader = BillingReader(account: account, visible: try await VisibleProjects.of(member, in: account, site))
        let today = Day.of(site.clock.now())
        return try await site.database.read { tx in
            let open = try reader.open(in: tx)
            let invoices = try tx.invoices(of: open.map(\.id), since: since).map { invoice in
                let words =
                    invoice.kind == .invoice
                    ? Phrase("billing.invoice-issued", ["number": invoice.number])
                    : Phrase("billing.credit-issued", ["number": invoice.number])
                return NewsLine(words, at: invoice.issuedAt, InvoicePath.invoice(invoice.id))
            }
            let own =
                reader.seesEveryProject
                ? try PriceList.currency(of: account.names, projects: reader.visible.allNumbers, in: tx).map { [$0] } ?? [] : []
            let currencies = Set(open.map(\.currency) + own)
            let prices = try tx.daysOfPrices(of: currencies, after: Day.of(since), until: today).map { currency, day in
                NewsLine(Phrase("billing.prices-changed", ["currency": currency]), at: Day.start(day), BillingPath.billing)
            }
            return invoices + prices + (try moves(reader, to: open, in: tx))
        }
    }

    /// Whose balance it goes to is named to those who may open that.
    private func moves(_ reader: BillingReader, to open: [BillingAccount], in tx: Transaction) throws -> [NewsLine] {
        let visible = reader.visible
        let first = try tx.billingAccounts(of: reader.account.id).first?.id ?? ""
        // Whoever takes a move back leaves the project where it was.
        let moves = try tx.moves(of: visible.allNumbers, since: since, notBy: member.me.person.id).filter { move in
            try tx.billing(of: [move.project], in: move.month - 1, first: first)[move.project] != move.billing
        }
        return moves.map { move in
            let project = visible.name(of: move.project)
            let month = Month.words(move.month)
            guard let to = open.first(where: { $0.id == move.billing }) else {
                return NewsLine(
                    Phrase("billing.project-elsewhere", ["project": project, "month": month]), at: move.at, BillingPath.billing)
            }
            return NewsLine(
                Phrase("billing.project-billed-to", ["project": project, "name": to.name, "month": month]), at: move.at,
                InvoicePath.account(to.id))
        }
    }
}
