internal import Core
package import ProductKit
internal import SQL
internal import Traffic
internal import Web

package enum InvoiceKind: IdentifierKind { package static let prefix = "inv" }

/// An invoice or a credit note as it was issued. It is never changed: what it names of both parties is kept with it.
package struct Invoice: Sendable, Equatable {
    enum Kind: String, Sendable, SQLCodable { case invoice, credit }

    let id: String
    package let number: String
    package let billingAccount: String
    let kind: Kind
    /// The month (UTC) it closes.
    let month: Int
    let issuedAt: Timestamp
    package let currency: String
    let net: Amount
    let tax: Amount
    let parties: Parties
    /// The number of the invoice that a credit note gives back from; empty for an invoice.
    let refersTo: String
    let note: String

    package var total: Amount { net + tax }

    /// What lists say of one, without the parties.
    struct Head: Sendable, Equatable {
        let id: String
        let number: String
        let kind: Kind
        let month: Int
        let issuedAt: Timestamp
        let currency: String
        let total: Amount
        let refersTo: String
    }

    struct Parties: Sendable, Equatable {
        let seller: Seller
        let buyer: String
        let address: String
        let taxNumber: String
        let purchaseOrder: String
        let tax: BillingAccount.Tax
    }

    struct Line: Sendable, Equatable {
        let project: Int64
        let name: String
        let country: String
        /// The month in which the messages were sent; an earlier one than the invoice's for those that came late.
        let month: Int
        let messages: Int
        let parts: Int
        let amount: Amount
    }
}

/// Who invoices, as the operator configured it.
package struct Seller: Sendable, Equatable {
    package let name: String
    package let address: String
    package let taxNumber: String
    /// What numbers begin with; each series counts by itself.
    package let series: String

    package init(name: String, address: String, taxNumber: String, series: String) {
        self.name = name
        self.address = address
        self.taxNumber = taxNumber
        self.series = series
    }
}

extension Invoice.Parties {
    var json: JSON {
        [
            "seller": .string(seller.name), "seller_address": .string(seller.address), "seller_tax_number": .string(seller.taxNumber),
            "series": .string(seller.series), "buyer": .string(buyer), "address": .string(address), "tax_number": .string(taxNumber),
            "purchase_order": .string(purchaseOrder), "tax_category": .string(tax.category), "tax_rate": .integer(Int64(tax.rate)),
            "tax_reason": .string(tax.reason),
        ]
    }

    init(_ json: JSON) {
        func text(_ name: String) -> String { json[name]?.string ?? "" }
        self.init(
            seller: Seller(
                name: text("seller"), address: text("seller_address"), taxNumber: text("seller_tax_number"), series: text("series")),
            buyer: text("buyer"), address: text("address"), taxNumber: text("tax_number"), purchaseOrder: text("purchase_order"),
            tax: .init(
                category: text("tax_category"), rate: Int(json["tax_rate"]?.integer ?? 0), reason: text("tax_reason")))
    }
}
