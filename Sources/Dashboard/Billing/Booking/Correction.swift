package import Core
package import ProductKit
package import SQL
package import Web

/// What puts a balance right, up or down: no message costs it, and no invoice has it.
package struct Correction: BillingChange {
    private let billing: BillingAccount
    private let amount: Amount
    private let note: String

    /// `amount` is less than zero for what is taken off the balance.
    package init(_ amount: Amount, of billing: BillingAccount, note: String) {
        self.billing = billing
        self.amount = amount
        self.note = note
    }

    package var record: BillingRecord {
        BillingRecord("billing.corrected", on: billing.id, account: billing.account, details: ["currency": billing.currency])
    }

    package func check(in tx: Transaction) throws {
        guard amount != .zero else { throw BillingRefusal("amount", "A correction of nothing corrects nothing.") }
        guard !note.showsNothing else { throw BillingRefusal("note", "Say why, as the ledger says it.") }
        do { try LedgerEntry.check(note: note) } catch { throw BillingRefusal(error) }
    }

    package func carryOut(_ money: MoneyProof, at now: Timestamp, in tx: Transaction) throws -> [(String, JSON)] {
        try check(in: tx)
        let entry = try LedgerEntry.book(.correction, amount, of: billing, note: note, at: now, in: tx)
        return [
            ("entry", .text(entry)), ("kind", "correction"), ("amount", .string(amount.decimal(money))),
            ("currency", .string(billing.currency)),
        ]
    }
}
