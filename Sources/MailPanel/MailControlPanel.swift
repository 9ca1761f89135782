// The Mail Control Panel: the sending domains of an account, in its own database. Everything else it shows comes from ProductKit. It is the
// second product, and shows that a new product needs only a catalog file and its pages.

package import Language
package import ProductKit
package import SQL
package import Web

package enum MailControlPanel: Product {
    package static let id = "mail"
    package static let brand = Brand("Mail Control Panel", .amber)
    package static let purpose: Phrase = "domains.purpose"
    package static let standardPort = 8082
    package static let areas = [
        AreaEntry("domains", "domains.title", DomainPath.list, .domain), AreaEntry("users", "users.title", UserPath.list, .people),
        AreaEntry("settings", "settings.title", SettingsPath.settings, .settings),
    ]
    package static let migrations = [sendingDomains]

    package static func register(on routes: Routes<ProductSite>) {
        DomainPages.register(on: routes)
        UsersPages.register(on: routes)
        SettingsPages.register(on: routes)
    }
}

enum DomainsArea: ProductArea { static let id = "domains" }
