package import Core

/// The paths of the bill.
package enum BillingPath {
    package static let billing = Path("/billing")
    package static let usage = Path("/billing.csv")
    /// One of the breakdowns of a period.
    package static let breakdown = Path("/billing/usage.csv")
    package static let newMark = Path("/billing/marks/new")
    package static let mark = PathTo<String>("/billing/marks/:mark")
    package static let markPeople = PathTo<String>("/billing/marks/:mark/people")
    package static let ledger = Path("/billing/ledger.csv")
}
