package import SQL
package import Web

/// One product: its name and colour, its parts in the order of its navigation, its own database's schema, and its routes.
package protocol Product: Sendable {
    /// `dashboard`, `mail`: as its catalog names it.
    static var id: String { get }
    static var brand: Brand { get }
    static var areas: [AreaEntry] { get }
    /// Steps of its own, numbered from 101; `ProductSchema` brings what ProductKit needs.
    static var migrations: [Migration] { get }
    static func register(on routes: Routes<ProductSite>)
}

/// One part of a product as its navigation shows it.
package struct AreaEntry: Sendable {
    package let id: String, title: String, path: String, icon: Icon
    package init(_ id: String, _ title: String, _ path: String, _ icon: Icon) {
        (self.id, self.title, self.path, self.icon) = (id, title, path, icon)
    }
}

/// A part of a product as a type, for `MayView` and `MayManage`.
package protocol ProductArea: Sendable {
    static var id: String { get }
}

extension Product {
    /// Every schema step of the product's database.
    package static var schema: [Migration] { ProductSchema.migrations + migrations }

    /// Every route of the product: the relying party's, the shared ones, and its own.
    package static func routes(for site: ProductSite) -> [Route] {
        let routes = Routes(site)
        RelyingPartyRoutes.register(on: routes)
        SharedRoutes.register(on: routes)
        register(on: routes)
        return routes.list
    }
}
