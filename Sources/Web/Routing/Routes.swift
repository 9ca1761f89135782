package import Core
package import HTTPTypes

/// One line of the route table, which tests read.
package struct RouteEntry: Sendable, Hashable {
    package enum Kind: String, Sendable {
        /// A page; it changes nothing.
        case page
        /// A browser's form: its token is checked before the handler runs.
        case post
        /// JSON: cookies are ignored, so no form token is needed.
        case api
        /// An endpoint that a standard defines: it takes form fields without a form token, and reads cookies only for safe methods.
        case standard
    }
    package let method: String
    /// The path template, such as `/users/:member`.
    package let path: String
    /// The name of the proof's type, such as `InAccount` or `MayView<BillingArea>`.or `MayView<BillingArea>`.
    package let proof: String
    package let kind: Kind

    package init(method: String, path: String, proof: String, kind: Kind) {
        self.method = method
        self.path = path
        self.proof = proof
        self.kind = kind
    }
}

/// A route with its handler. `run` contains the proof and the site.
package struct Route: Sendable {
    package let entry: RouteEntry
    let bodyLimit: Int
    let refusals: RefusalForm
    let run: @Sendable (WebRequest) async throws -> WebResponse
    /// Throws what the proof throws, and does nothing else.
    let prove: @Sendable (WebRequest) async throws -> Void
}

/// The only way to register a handler. The proof that the handler needs is its first argument.
///
/// A type that has routes registers them in `static func register(on routes: Routes<Site>)`. The table is known without a site; `bound(to:)`
/// gives the routes their site.
package final class Routes<Site: RouteSite> {
    private struct Declaration {
        let entry: RouteEntry
        let bodyLimit: Int
        let refusals: RefusalForm
        let run: @Sendable (WebRequest, Site) async throws -> WebResponse
        let prove: @Sendable (WebRequest, Site) async throws -> Void
    }
    private var declarations: [Declaration] = []

    package init() {}

    package typealias Handler<P> = @Sendable (P, WebRequest, Site) async throws -> WebResponse

    /// The route table: what `lanyard routes` prints and tests read.
    package var entries: [RouteEntry] { declarations.map(\.entry) }

    /// The routes of one site.
    package func bound(to site: Site) -> [Route] {
        declarations.map { declaration in
            let run = declaration.run
            let prove = declaration.prove
            return Route(
                entry: declaration.entry, bodyLimit: declaration.bodyLimit, refusals: declaration.refusals,
                run: { try await run($0, site) }, prove: { try await prove($0, site) })
        }
    }

    /// A page. HEAD is answered by the same handler.
    package func get<P: Proof>(_ path: some RoutePath, as proof: P.Type, _ handler: @escaping Handler<P>) where P.Site == Site.ProofSite {
        add("GET", path, .page, Limits(body: 0, refusals: .problem), handler)
    }

    /// A form of one of our pages. Its token is checked before the proof.
    package func post<P: Proof>(_ path: some RoutePath, as proof: P.Type, limit: Int = 65536, _ handler: @escaping Handler<P>)
    where P.Site == Site.ProofSite {
        add("POST", path, .post, Limits(body: limit, refusals: .problem), handler)
    }

    /// JSON over HTTP for programs.
    package func api<P: Proof>(
        _ method: HTTPRequest.Method, _ path: some RoutePath, as proof: P.Type, limit: Int = 1 << 20, refusals: RefusalForm = .problem,
        _ handler: @escaping Handler<P>
    ) where P.Site == Site.ProofSite {
        add(method.rawValue, path, .api, Limits(body: limit, refusals: refusals), handler)
    }

    /// An endpoint that a standard defines: OAuth's token, authorization and logout endpoints. `request.form` holds its fields.
    package func standard<P: Proof>(
        _ method: HTTPRequest.Method, _ path: some RoutePath, as proof: P.Type, limit: Int = 65536, refusals: RefusalForm = .oauth,
        _ handler: @escaping Handler<P>
    ) where P.Site == Site.ProofSite {
        add(method.rawValue, path, .standard, Limits(body: limit, refusals: refusals), handler)
    }

    private struct Limits {
        let body: Int
        let refusals: RefusalForm
    }

    private func add<P: Proof>(
        _ method: String, _ path: some RoutePath, _ kind: RouteEntry.Kind, _ limits: Limits, _ handler: @escaping Handler<P>
    ) where P.Site == Site.ProofSite {
        let proof = String(describing: P.self).replacing("<\(Site.ProofSite.self)>", with: "")
        let entry = RouteEntry(method: method, path: path.template, proof: proof, kind: kind)
        declarations.append(
            Declaration(
                entry: entry, bodyLimit: limits.body, refusals: limits.refusals,
                run: { request, site in
                    let proof = try await P.establish(request, in: site.proofSite)
                    return try await Circumstances.$current.withValue(proof.circumstances(of: request)) {
                        try await handler(proof, request, site)
                    }
                }, prove: { request, site in _ = try await P.establish(request, in: site.proofSite) }))
    }
}
