package import Core
package import ProductKit
package import SQL
package import Web

/// A change of the operator's to what is billed, by command or by a program: both check it, tell the log of it and carry it out.
package protocol BillingChange: Sendable {
    /// What the log says of it.
    var record: BillingRecord { get }

    /// Throws `BillingRefusal` for what cannot be done as things stand.
    func check(in tx: Transaction) throws

    /// Does it, and returns what was made, as programs read it. Throws `BillingRefusal`.
    func carryOut(_ money: MoneyProof, at now: Timestamp, in tx: Transaction) throws -> [(String, JSON)]
}

/// Why a change is refused: one sentence for the operator, and the member of a program's order that it is about.
package struct BillingRefusal: Error, Sendable, Equatable {
    package let field: String
    package let message: String

    package init(_ field: String, _ message: String) {
        self.field = field
        self.message = message
    }
}
