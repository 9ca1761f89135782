internal import Access
internal import Foundation
internal import IDSite

extension Installation {
    /// Throws `CommandError` for a product that there is not.
    func registration() throws -> Registration {
        let names = configuration.text("registration.products").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
        let products = try names.filter { !$0.isEmpty }.map { name in
            guard let product = catalog[ProductID(rawValue: name)], product.firstRole != nil else {
                throw CommandError("registration.products names '\(name)', which is no product here.")
            }
            return product.id
        }
        return Registration(products: products)
    }
}
