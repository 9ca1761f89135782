package import Core

/// The paths of billing accounts and invoices.
package enum InvoicePath {
    package static let newAccount = Path("/billing/accounts/new")
    package static let accounts = Path("/billing/accounts")
    package static let account = PathTo<String>("/billing/accounts/:billing")
    package static let projects = PathTo<String>("/billing/accounts/:billing/projects")
    package static let list = Path("/billing/invoices")
    package static let listFile = Path("/billing/invoices.csv")
    package static let invoice = PathTo<String>("/billing/invoices/:invoice")
    package static let file = PathTo<String>("/billing/invoices/:invoice/lines.csv")
}
