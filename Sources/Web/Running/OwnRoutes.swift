internal import Core
internal import HTTPTypes

/// The routes that every server has: health, metrics, assets, and the choice of a theme.
func ownRoutes(_ settings: WebsiteSettings, _ metrics: RequestMetrics) -> [Route] {
    let routes = Routes(settings)
    routes.get("/health/live", as: Anyone.self) { _, _, _ in .json(["status": "live"]) }
    routes.get("/health/ready", as: Anyone.self) { _, _, settings in
        await settings.isReady() ? .json(["status": "ready"]) : .json(["status": "not ready"], status: 503)
    }
    routes.get("/metrics", as: Anyone.self) { _, _, settings in
        .text(metrics.text + settings.metrics(), type: "text/plain; version=0.0.4; charset=utf-8")
    }
    routes.get("/robots.txt", as: Anyone.self) { _, _, _ in .text("User-agent: *\nDisallow: /\n") }
    routes.get("/favicon.ico", as: Anyone.self) { _, _, settings in .redirect(Asset.address(settings.brand.accent.iconName)) }
    routes.get("/assets/:name", as: Anyone.self) { _, request, _ in
        guard let asset = Asset.named(request["name"]) else { throw Problem.notFound }
        var response = WebResponse(status: 200, type: asset.type, body: asset.bytes)
        response.headers[.cacheControl] = "public, max-age=31536000, immutable"
        return response
    }
    routes.post("/theme", as: Anyone.self) { _, request, _ in
        let theme = Theme(rawValue: request.form.text("theme")) ?? .system
        let cookie = theme == .system ? SetCookie.removal(Theme.cookie) : SetCookie(Theme.cookie, theme.rawValue, for: .days(365))
        return .redirect((request.returnPath ?? .home).text).with(cookie)
    }
    return routes.list
}
