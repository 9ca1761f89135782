internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// How a payer stands: what is left, how long it lasts, and what was booked.
struct Standing: Sendable {
    let payer: Payer
    let balance: Balance
    let forecast: Forecast?
    let entries: [LedgerEntry]

    static func find(
        _ payer: Payer, _ shares: BillingShares, _ money: MoneyProof, at now: Timestamp, in tx: Transaction
    ) throws -> Standing {
        let balance = try Balance.find(of: payer, shares, money, in: tx)
        return Standing(
            payer: payer, balance: balance, forecast: try Forecast.of(balance, of: payer, shares, at: now, in: tx),
            entries: try LedgerEntry.find(of: payer, money, in: tx))
    }

    /// Whether nothing was ever paid, used or booked.
    var isEmpty: Bool { entries.isEmpty && balance.isEmpty }

    func figures(_ money: MoneyProof) -> HTML {
        let currency = balance.currency
        let isWhole = payer.billing == nil
        var items: [Figures.Item] = [
            .init(
                "billing.balance", balance.amount.sum(currency, money),
                detail: balance.amount.isNegative ? "billing.overdrawn" : forecast?.words),
            .init("billing.topped-up", balance.toppedUp.sum(currency, money), detail: "billing.since-beginning"),
            .init(
                "billing.used", balance.used.sum(currency, money),
                detail: isWhole ? "billing.by-every-project" : "billing.by-projects-there"),
        ]
        if balance.invoiced != .zero {
            items.append(
                .init("billing.invoiced-besides", balance.invoiced.sum(currency, money), detail: "billing.invoiced-besides-detail"))
        }
        return Figures(items).html
    }
}

extension Payer {
    /// As tables with several of them name it.
    var title: Phrase { billing.map { .text($0.name) } ?? Phrase("billing.to-nobody", ["currency": currency]) }
}
