internal import Core
internal import HTTPTypes
internal import Language
internal import Web

/// The descriptions of the API: one for programs (OpenAPI 3.1) and one for people.
enum DescriptionPages {
    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.description, as: Anyone<APISite>.self, file)
        routes.get(APIPath.guide, as: Anyone<APISite>.self, page)
    }

    @Sendable static func file(_ proof: Anyone<APISite>, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        guard let bytes = Asset.embedded("openapi.yaml") else { throw Problem.notFound }
        let text = String(decoding: bytes, as: UTF8.self).replacing("http://localhost:8080", with: site.issuer)
        return .text(text, type: "application/yaml; charset=utf-8")
    }

    @Sendable static func page(_ proof: Anyone<APISite>, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        var page = ColumnPage(.english("API"), brand: .id, request: request, content: APIGuide(issuer: site.issuer).html)
        page.isWide = true
        return .page(page)
    }
}
