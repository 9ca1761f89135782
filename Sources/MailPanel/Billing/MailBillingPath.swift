package import Core

/// The paths of billing.
package enum MailBillingPath {
    package static let billing = Path("/billing")
    package static let file = Path("/billing/months.csv")
}
