package import Core
package import Language
package import ProductKit
package import SQL
package import Web

/// The Customer Dashboard as a product: its parts, its schema and its routes.
package enum CustomerDashboard: Product {
    package static let id = "dashboard"
    package static let brand = Brand("Customer Dashboard", .teal)
    package static let purpose: Phrase = "overview.purpose"
    package static let standardPort = 8081
    package static let areas = [
        AreaEntry("overview", "overview.title", OverviewPath.overview, .overview),
        AreaEntry("messages", "messages.title", MessagePath.list, .messages),
        AreaEntry("billing", "billing.title", BillingPath.billing, .billing),
        AreaEntry("projects", "projects.title", ProjectPath.list, .projects),
        AreaEntry("access-keys", "access-keys.title", AccessKeyPath.list, .key), AreaEntry("users", "users.title", UserPath.list, .people),
        AreaEntry("settings", "settings.title", SettingsPath.settings, .settings),
    ]
    package static let keyUse = AccessKeyUse([.readMessages, .writeMessages], path: MessagePath.api.query([("limit", "50")]))
    package static let settings = [
        SettingsEntry("retention.title", "retention.lead", open: "retention.open", RetentionPath.settings)
    ]
    package static var migrations: [Migration] { DashboardSchema.migrations }

    package static func register(on routes: Routes<ProductSite>) {
        OverviewRoutes.register(on: routes)
        MessageRoutes.register(on: routes)
        DropPages.register(on: routes)
        ViewPages.register(on: routes)
        RetentionPages.register(on: routes)
        MessageAPI.register(on: routes)
        MessageSendAPI.register(on: routes)
        BillingRoutes.register(on: routes)
        BillingAPI.register(on: routes)
        ProjectRoutes.register(on: routes)
        AccessKeyPages.register(on: routes)
        UsersPages.register(on: routes)
        SettingsPages.register(on: routes)
    }
}

extension CustomerDashboard {
    package static func news(for member: InAccount, since: Timestamp, _ site: ProductSite) async throws -> [NewsLine] {
        try await DashboardNews(member: member, since: since, site: site).lines()
    }
}

enum OverviewArea: ProductArea { static let id = "overview" }
enum MessagesArea: ProductArea { static let id = "messages" }
