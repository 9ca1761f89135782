package import Core

/// A mailed link by which somebody new makes their ID: it proves their address before there is anything of them. It works once, for an hour.
package struct RegistrationLink: Sendable, Equatable {
    package let address: EmailAddress
    /// The product in which their account is opened.
    package let product: String
    /// Where they were going.
    package let returnTo: String?

    package init(address: EmailAddress, product: String, returnTo: String?) {
        self.address = address
        self.product = product
        self.returnTo = returnTo
    }

    static let lifetime: Duration = .hours(1)
}
