package import Core
package import Language
package import SQL
package import Web

/// One product: its brand, its areas in the order of its navigation, the schema of its own database, and its routes.
package protocol Product: Sendable {
    /// The id in its catalog, such as `dashboard` or `mail`.
    static var id: String { get }
    static var brand: Brand { get }
    /// What people do there, in a few words: "Messages, projects and billing".
    static var purpose: Phrase { get }
    /// The port of its server where the configuration names none.
    static var standardPort: Int { get }
    static var areas: [AreaEntry] { get }
    static var keyUse: AccessKeyUse { get }
    /// What its Settings lead to besides: a title, what it is for, and where.
    static var settings: [SettingsEntry] { get }
    /// The product's own schema steps, numbered from 101. `ProductSchema` has the steps that ProductKit needs.
    static var migrations: [Migration] { get }
    static func register(on routes: Routes<ProductSite>)
    /// What changed in the product itself since then, of what the member may see.
    static func news(for member: InAccount, since: Timestamp, _ site: ProductSite) async throws -> [NewsLine]
}

/// One area of a product in its navigation.
package struct AreaEntry: Sendable {
    package let id: String
    package let title: Phrase
    package let path: Path
    package let icon: Icon
    package init(_ id: String, _ title: Phrase, _ path: Path, _ icon: Icon) {
        self.id = id
        self.title = title
        self.path = path
        self.icon = icon
    }
}

/// A page of a product that its Settings lead to, for whoever manages the account and its people.
package struct SettingsEntry: Sendable {
    let title: Phrase
    let lead: Phrase
    let open: Phrase
    let path: Path
    package init(_ title: Phrase, _ lead: Phrase, open: Phrase, _ path: Path) {
        self.title = title
        self.lead = lead
        self.open = open
        self.path = path
    }
}

/// An area of a product as a type, for `MayView` and `MayManage`.
package protocol ProductArea: Sendable {
    static var id: String { get }
}

extension Product {
    package static var settings: [SettingsEntry] { [] }
    package static func news(for member: InAccount, since: Timestamp, _ site: ProductSite) async throws -> [NewsLine] { [] }

    /// Every schema step of the product's database.
    package static var schema: [Migration] { ProductSchema.migrations + migrations }

    /// Every route of the product: the relying party's, the shared ones, and its own.
    package static func routes(for site: ProductSite) -> [Route] {
        table.bound(to: site)
    }

    /// The route table of the product.
    package static var table: Routes<ProductSite> {
        let routes = Routes<ProductSite>()
        RelyingPartyRoutes.register(on: routes)
        SharedRoutes.register(on: routes)
        register(on: routes)
        return routes
    }
}
