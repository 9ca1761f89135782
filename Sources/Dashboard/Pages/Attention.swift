internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// What of the bill needs somebody: said to those who see all that it is of.
struct Attention: Sendable {
    var marksBelow = 0
    var openInvoices = 0

    /// For somebody who may open every billing account of the account.
    static func find(_ account: String, in tx: Transaction) throws -> Attention {
        var found = Attention()
        found.marksBelow = try tx.balanceMarks(of: account).count(where: \.isBelow)
        for billing in try tx.billingAccounts(of: account) {
            found.openInvoices += try InvoiceState.all(of: billing, in: tx).count { $0.open > .zero }
        }
        return found
    }

    var html: HTML {
        let marks: Phrase? = marksBelow == 0 ? nil : "overview.balance-low"
        let invoices: Phrase? = openInvoices == 0 ? nil : Phrase("overview.open-invoices", ["count": openInvoices])
        let link: HTML = "<a href=\"\(BillingPath.billing)\">\(words: "billing.title")</a>"
        return "\([marks, invoices].compactMap(\.self).map { Notice.warning($0).html(more: link) })"
    }
}
