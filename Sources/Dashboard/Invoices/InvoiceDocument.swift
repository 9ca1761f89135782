internal import Core
internal import Language
internal import ProductKit
internal import Traffic
internal import Web

/// An invoice or a credit note as it is read, printed and taken as a file.
struct InvoiceDocument: Sendable {
    let invoice: Invoice
    let lines: [Invoice.Line]
    let state: InvoiceState?
    let money: MoneyProof

    var html: HTML {
        """
        <div class="pair invoice">\(party("billing.from", parties.seller.name, parties.seller.address, parties.seller.taxNumber))\
        \(party("billing.billed-to", parties.buyer, parties.address, parties.taxNumber))</div>
        \(Definitions(facts))
        \(table)
        \(Definitions(sums, sums: true))
        <p class="chart-links"><a href="\(InvoicePath.file(invoice.id))">\(words: "list.csv")</a></p>
        """
    }

    private var parties: Invoice.Parties { invoice.parties }

    private func party(_ title: Phrase, _ name: String, _ address: String, _ taxNumber: String) -> HTML {
        let lines = address.split(separator: "\n").map { line -> HTML in "<br>\(line)" }
        let tax: HTML = taxNumber.isEmpty ? "" : "<br>\(words: "billing.tax-number-of", ["number": taxNumber])"
        return Panel(title, "<p><strong>\(name)</strong>\(lines)\(tax)</p>").html
    }

    private var facts: [(Phrase, HTML)] {
        var facts: [(Phrase, HTML)] = [
            ("billing.number", "\(invoice.number)"), ("billing.issued", "\(Phrase.dayInUTC(invoice.issuedAt))"),
            ("billing.month", "\(Month.words(invoice.month))"),
        ]
        if let state, state.kind != .creditNote { facts.append(("billing.state", state.badge(money))) }
        if !parties.purchaseOrder.isEmpty { facts.append(("billing.purchase-order", "\(parties.purchaseOrder)")) }
        if !invoice.refersTo.isEmpty { facts.append(("billing.credits", "\(invoice.refersTo)")) }
        if !invoice.note.isEmpty { facts.append(("billing.note", "\(invoice.note)")) }
        return facts
    }

    private var table: HTML {
        guard !lines.isEmpty else { return "" }
        let rows = lines.map { line -> [HTML] in
            let late: HTML =
                line.month == invoice.month ? "" : "<small>\(words: "billing.late", ["month": Month.words(line.month)])</small>"
            return [
                "\(line.name)\(late)", "\(CountryName.words(line.country))", "\(Phrase.number(line.messages))",
                "\(Phrase.number(line.parts))", line.amount.sum(invoice.currency, money),
            ]
        }
        return Table(
            "billing.lines",
            [
                .init("messages.project", .name), .init("messages.country"), .init("messages.title", .number),
                .init("messages.parts", .number),
                .init("billing.amount-column", .number),
            ], rows: rows
        ).html
    }

    private var sums: [(Phrase, HTML)] {
        let rate =
            "\(parties.tax.rate / 100)" + (parties.tax.rate % 100 == 0 ? "" : ".\(parties.tax.rate % 100 / 10)\(parties.tax.rate % 10)")
        let reason: HTML = parties.tax.reason.isEmpty ? "" : "<br><small>\(parties.tax.reason)</small>"
        return [
            ("billing.net", invoice.net.sum(invoice.currency, money)),
            (Phrase("billing.tax-at", ["rate": Phrase.decimal(rate)]), "\(invoice.tax.sum(invoice.currency, money))\(reason)"),
            ("billing.total", "<strong>\(invoice.total.sum(invoice.currency, money))</strong>"),
        ] + settled
    }

    /// What was given back and paid of it.
    private var settled: [(Phrase, HTML)] {
        guard let state, state.credited > .zero || state.paid > .zero else { return [] }
        func sum(_ amount: Amount) -> HTML { amount.sum(invoice.currency, money) }
        var sums: [(Phrase, HTML)] = []
        if state.credited > .zero { sums.append(("billing.given-back", sum(state.credited))) }
        if state.paid > .zero { sums.append(("billing.paid-of-it", sum(state.paid))) }
        return sums + [("billing.left-to-pay", sum(state.open))]
    }

    var csv: CSV {
        var csv = CSV(header: ["number", "month", "project", "country", "messages", "parts", "amount", "currency"])
        for line in lines {
            csv.append([
                invoice.number, Month.iso(line.month), line.name, line.country, String(line.messages), String(line.parts),
                line.amount.decimal(money), invoice.currency,
            ])
        }
        csv.append([invoice.number, Month.iso(invoice.month), "net", "", "", "", invoice.net.decimal(money), invoice.currency])
        csv.append([invoice.number, Month.iso(invoice.month), "tax", "", "", "", invoice.tax.decimal(money), invoice.currency])
        return csv
    }
}
