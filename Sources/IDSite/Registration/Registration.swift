package import Access
internal import Core
internal import Identity
internal import Web

/// Whether somebody new may open an account by themselves, and in which products.
package struct Registration: Sendable {
    /// The first one is for whoever comes from no product of these.
    package var products: [ProductID]

    package init(products: [ProductID] = []) { self.products = products }

    package var isOpen: Bool { !products.isEmpty }

    /// The product of an account for somebody who comes from there.
    func product(from asking: String?) -> ProductID? { products.first { $0.rawValue == asking } ?? products.first }
}

extension IDSite {
    var registering: Registering {
        let address = address
        return Registering(
            recovery: recovery, link: { address.url(RegistrationPath.finish($0)) },
            signInLink: { address.url(SignInPath.address.query([("address", $0.written)])) })
    }
}
