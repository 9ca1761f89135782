internal import Dashboard
internal import IDSite
internal import MailPanel
internal import ProductKit
internal import Web

/// The products in this binary, in the order in which people see them. A new one is named here; its settings, its database, its server and
/// its client at the ID follow.
enum ProductPart: String, Sendable, CaseIterable {
    case dashboard, mail

    var product: any Product.Type {
        switch self {
        case .dashboard: CustomerDashboard.self
        case .mail: MailControlPanel.self
        }
    }

    var name: String { product.brand.name }
    /// The setting of its own sign-in.
    var classicSignIn: String { rawValue + ".classic_sign_in" }
    var standardPort: Int { product.standardPort }

    /// The place of the product as the ID's pages show it.
    func place(_ installation: Installation) throws -> ProductPlace {
        let address = try installation.address(of: .product(self))
        return ProductPlace(
            id: rawValue, brand: product.brand, address: address.origin, signIn: RelyingPartyPath.signIn, purpose: product.purpose)
    }
}
