package import Core

/// The paths of the bill.
package enum BillingPath {
    package static let billing = Path("/billing")
    package static let usage = Path("/billing.csv")
    package static let ledger = Path("/billing/ledger.csv")
}
