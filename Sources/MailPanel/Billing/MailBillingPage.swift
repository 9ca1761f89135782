internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// What the account's mail cost by month: accepted mails, at the price of their day.
enum MailBillingPage {
    private static let months = 24

    static func register(on routes: Routes<ProductSite>) {
        routes.get(MailBillingPath.billing, as: MayView<BillingArea>.self) { proof, request, site in
            let months = try await load(proof, request, site)
            return .page(
                site.shell(proof).page(
                    "billing.title", request, lead: "mail-billing.lead", content: content(months, MoneyProof(proof))))
        }
        routes.get(MailBillingPath.file, as: MayView<BillingArea>.self) { proof, request, site in
            let money = MoneyProof(proof)
            var csv = CSV(header: ["month", "accepted", "cost", "currency"])
            for month in try await load(proof, request, site) {
                csv.append([
                    Month.iso(month.month), String(month.accepted), month.cost?.amount.decimal(money) ?? "", month.cost?.currency ?? "",
                ])
            }
            return .csv(csv, name: "mail-months.csv")
        }
    }

    private static func load(_ proof: MayView<BillingArea>, _ request: WebRequest, _ site: ProductSite) async throws -> [MailMonth] {
        let account = proof.account.id
        let now = request.time
        return try await site.database.readLong { tx in
            // So many up to the newest.
            let newest = try EventList.newestDay(of: account, in: tx).map { Month.of(Day.start($0)) } ?? Month.of(now)
            return try MailMonth.all(of: account, since: Day.of(Month.start(min(newest, Month.of(now)) - months + 1)), in: tx)
        }
    }

    private static func content(_ months: [MailMonth], _ money: MoneyProof) -> HTML {
        guard !months.isEmpty else { return EmptyState("mail-billing.none", "mail-billing.none-text", icon: .billing).html }
        let rows = months.map { month -> [HTML] in
            [
                "\(Month.words(month.month))", "\(Phrase.number(month.accepted))",
                month.cost.map { $0.amount.sum($0.currency, money) } ?? "\(words: "mail-billing.no-price")",
            ]
        }
        let columns: [Table.Column] = [
            .init("mail-billing.month", .name), .init("mail-billing.accepted", .number), .init("mail-billing.cost", .number),
        ]
        return """
            \(Table("mail-billing.by-month", columns, rows: rows))
            <p class="quiet">\(words: "mail-billing.in-utc")</p><p><a href="\(MailBillingPath.file)">\(words: "list.csv")</a></p>
            """
    }
}
