// The Mail Control Panel: the domains that an account sends mail from, what became of its mails, and to whom none is sent any more, in its own
// database. Everything else it shows comes from ProductKit.
//
// The cost of a page: one call to the ID (`GET /api/v1/me`) and one read transaction of indexed scans. A check of a domain asks name servers
// for each of its records at the same time. Charts of whole days add up cells; those of an address or of one mail walk its newest 10,000 events.

package import Core
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
        AreaEntry("domains", "domains.title", DomainPath.list, .domain), AreaEntry("events", "events.title", EventPath.list, .messages),
        AreaEntry("suppressions", "suppressions.title", SuppressionPath.list, .shield),
        AreaEntry("access-keys", "access-keys.title", AccessKeyPath.list, .key),
        AreaEntry("billing", "billing.title", MailBillingPath.billing, .billing), AreaEntry("users", "users.title", UserPath.list, .people),
        AreaEntry("settings", "settings.title", SettingsPath.settings, .settings),
    ]
    package static let keyUse = AccessKeyUse(
        [.writeEvents], options: "-H 'Content-Type: application/x-ndjson' --data-binary @events.ndjson ", path: EventPath.api)
    package static var migrations: [Migration] { MailSchema.migrations }

    package static func register(on routes: Routes<ProductSite>) {
        DomainPages.register(on: routes)
        EventPages.register(on: routes)
        EventSendAPI.register(on: routes)
        SuppressionPages.register(on: routes)
        AccessKeyPages.register(on: routes)
        MailBillingPage.register(on: routes)
        UsersPages.register(on: routes)
        SettingsPages.register(on: routes)
    }
}

extension MailControlPanel {
    package static func news(for member: InAccount, since: Timestamp, _ site: ProductSite) async throws -> [NewsLine] {
        try await DomainNews(member: member, since: since, site: site).lines()
    }
}

enum DomainsArea: ProductArea { static let id = "domains" }
enum EventsArea: ProductArea { static let id = "events" }
enum SuppressionsArea: ProductArea { static let id = "suppressions" }
