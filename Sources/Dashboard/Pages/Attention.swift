internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// What of the bill needs somebody: said to those who see all that it is of.
struct Attention: Sendable {
    var marksBelow = 0
    var openInvoices = 0

    static func find(_ account: Me.Account, _ visible: VisibleProjects, in tx: Transaction) throws -> Attention {
        guard account.mayView(BillingArea.self) else { return Attention() }
        let reader = BillingReader(account: account, visible: visible)
        guard visible.isWhole, visible.money != nil, try reader.mayOpenAll(in: tx) else { return Attention() }
        var found = Attention()
        found.marksBelow = try tx.balanceMarks(of: account.id).count(where: \.isBelow)
        for billing in try reader.open(in: tx) {
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
