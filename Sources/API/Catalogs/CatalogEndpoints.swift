internal import Access
internal import Core
internal import HTTPTypes
internal import Language
internal import SQL
internal import Web

/// A product's catalog, kept by the product itself: each change is a new version, and counts at the next request.
enum CatalogEndpoints {
    /// Larger than any catalog that people could read.
    private static let longest = 1 << 18

    static func register(on routes: Routes<APISite>) {
        routes.api(.get, APIPath.catalog, as: CatalogKeeper.self, show)
        routes.api(.put, APIPath.catalog, as: CatalogKeeper.self, limit: 2 * longest, keep)
        routes.api(.delete, APIPath.catalog, as: CatalogKeeper.self, release)
        routes.api(.get, APIPath.catalogVersions, as: CatalogKeeper.self, versions)
    }

    @Sendable private static func show(_ proof: CatalogKeeper, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        let id = ProductID(rawValue: proof.product)
        let kept = try await site.database.read { try $0.keptCatalog(of: id) }
        return .json(kept?.json ?? ["product": .string(proof.product), "version": 0, "text": .null, "kept_by": .null, "kept_at": .null])
    }

    /// `{"text", "version", "preview"}`: `version` is the one that it replaces.
    @Sendable private static func keep(_ proof: CatalogKeeper, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery([])
        var body = try request.jsonObject()
        let text = body.text("text", max: longest)
        if !body.has("version") { body.refuse("version", "“version” must be the version that counts now; 0 for that of the file.") }
        let version = body.optionalInteger("version", 0...1_000_000_000)
        let isPreview = body.has("preview") && body.flag("preview")
        try body.finish()
        return .json(try await change(text, replacing: Int64(version ?? 0), preview: isPreview, proof, request, site).json)
    }

    /// `?version=`, the one that is given up: the file counts again.
    @Sendable private static func release(_ proof: CatalogKeeper, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery(["version"])
        guard let version = request.query["version"].flatMap({ Int64($0) }) else { throw CatalogRefusal.changed(-1).problem }
        _ = try await change("", replacing: version, preview: false, proof, request, site)
        return .empty()
    }

    @Sendable private static func versions(_ proof: CatalogKeeper, _ request: WebRequest, _ site: APISite) async throws -> WebResponse {
        try request.expectQuery(["before"])
        let id = ProductID(rawValue: proof.product)
        let before = request.query["before"].flatMap { Int64($0) }
        let found = try await site.database.read { try $0.keptCatalogs(of: id, before: before, limit: 20) }
        let next: JSON = found.count == 20 ? found.last.map { .integer($0.version) } ?? .null : .null
        return .json(["items": .array(found.map(\.json)), "next": next])
    }

    private static func change(
        _ text: String, replacing version: Int64, preview: Bool, _ proof: CatalogKeeper, _ request: WebRequest, _ site: APISite
    ) async throws -> KeptCatalog {
        let product = ProductID(rawValue: proof.product)
        let catalog = site.catalog
        let now = request.time
        do {
            let kept = try await settling(preview: preview) { settle in
                try await site.database.write { tx in
                    try settle(tx.keep(text, of: product, replacing: version, in: catalog, by: proof.actor, at: now))
                }
            }
            if !preview { try await site.catalogs.refresh() }
            return kept
        } catch let refusal as CatalogRefusal { throw refusal.problem }
    }
}

extension KeptCatalog {
    fileprivate var json: JSON {
        [
            "product": .string(product.rawValue), "version": .integer(version), "text": text.isEmpty ? .null : .string(text),
            "kept_by": .string(keptBy), "kept_at": .string(keptAt.rfc3339),
        ]
    }
}

extension CatalogRefusal {
    fileprivate var problem: Problem {
        switch self {
        case .mistakes(let mistakes):
            Problem(
                status: 422, code: "catalog-mistakes", title: .english("The catalog has mistakes. Nothing was changed."),
                detail: .english("Correct them all and send it again."),
                fields: mistakes.map { FieldError("text", .english($0)) })
        case .otherProduct(let id):
            Problem(
                status: 422, code: "catalog-of-another", title: .english("This catalog describes the product \(id)."),
                detail: .english("Each product keeps its own."), fields: [FieldError("text", .english("Name your product."))])
        case .inUse(let terms):
            Problem(
                status: 409, code: "catalog-in-use", title: .english("The catalog lacks or changes what is in use. Nothing was changed."),
                detail: .english("Bring it back as it was, or give those who have it another role first."),
                fields: terms.map { FieldError("text", .english($0.sentence)) })
        case .changed(let version):
            Problem(
                status: 409, code: "catalog-changed",
                title: .english(version < 0 ? "Say which version you give up." : "Version \(version) counts now."),
                detail: .english("Read it, and send the version that yours replaces."),
                fields: [FieldError("version", .english("Send the version that counts now."))])
        case .noFile:
            Problem(
                status: 409, code: "catalog-without-file", title: .english("No file describes this product."),
                detail: .english("Keep another version instead."))
        }
    }
}
