internal import Core
internal import HTTPTypes
internal import Language

/// The routes that every server has: health, metrics, assets, and the choice of a theme.
struct OwnSite: RouteSite {
    let settings: WebsiteSettings
    let metrics: RequestMetrics

    static var table: Routes<OwnSite> {
        let routes = Routes<OwnSite>()
        register(on: routes)
        return routes
    }

    static func register(on routes: Routes<OwnSite>) {
        routes.get(CommonPath.live, as: Anyone.self) { _, _, _ in .json(["status": "live"]) }
        routes.get(CommonPath.ready, as: Anyone.self) { _, _, site in
            await site.settings.isReady() ? .json(["status": "ready"]) : .json(["status": "not ready"], status: 503)
        }
        routes.get(CommonPath.metrics, as: Anyone.self) { _, _, site in
            .text(site.metrics.text + (await site.settings.metrics()), type: "text/plain; version=0.0.4; charset=utf-8")
        }
        routes.get(CommonPath.robots, as: Anyone.self) { _, _, _ in .text("User-agent: *\nDisallow: /\n") }
        routes.get(CommonPath.icon, as: Anyone.self) { _, _, site in .redirect(Asset.path(site.settings.brand.accent.iconName)) }
        routes.get(CommonPath.logo, as: Anyone.self) { _, _, site in
            guard let logo = site.settings.logo else { throw Problem.notFound }
            return WebResponse(status: 200, type: logo.type, body: logo.bytes).with(header: .cacheControl, "public, max-age=3600")
        }
        routes.get(CommonPath.assets, as: Anyone.self) { _, request, _ in
            guard let asset = Asset.named(try request.parameters(of: CommonPath.assets)) else { throw Problem.notFound }
            var response = WebResponse(status: 200, type: asset.type, body: asset.bytes)
            response.headers[.cacheControl] = "public, max-age=31536000, immutable"
            return response
        }
        routes.post(CommonPath.theme, as: Anyone.self) { _, request, _ in
            let theme = Theme(rawValue: request.form.text("theme")) ?? .system
            let cookie = theme == .system ? SetCookie.removal(Theme.cookie) : SetCookie(Theme.cookie, theme.rawValue, for: .days(365))
            return .redirect(request.returnPath ?? .home).with(cookie)
        }
    }
}
