package import Core

/// The addresses for the operator's programs.
package enum BillingAPIPath {
    package static let topUps = PathTo<String>("/api/billing/accounts/:billing/top-ups")
    package static let payments = PathTo<String>("/api/billing/accounts/:billing/payments")
    package static let corrections = PathTo<String>("/api/billing/accounts/:billing/corrections")
    package static let creditNotes = PathTo<String>("/api/billing/accounts/:billing/credit-notes")
    package static let tax = PathTo<String>("/api/billing/accounts/:billing/tax")
    package static let prices = Path("/api/billing/prices")
}
