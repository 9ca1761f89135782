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
    /// The name of the proof's type, such as `InAccount`.
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
}

/// The only way to register a handler. The proof that the handler needs is its first argument.
package final class Routes<Site: Sendable> {
    package let site: Site
    package private(set) var list: [Route] = []

    package init(_ site: Site) { self.site = site }

    package typealias Handler<P> = @Sendable (P, WebRequest, Site) async throws -> WebResponse

    /// A page. HEAD is answered by the same handler.
    package func get<P: Proof>(_ path: String, as proof: P.Type, _ handler: @escaping Handler<P>) where P.Site == Site {
        add("GET", path, .page, limit: 0, .problem, handler)
    }

    /// A form of one of our pages. Its token is checked before the proof.
    package func post<P: Proof>(_ path: String, as proof: P.Type, limit: Int = 65536, _ handler: @escaping Handler<P>)
    where P.Site == Site {
        add("POST", path, .post, limit: limit, .problem, handler)
    }

    /// JSON over HTTP for programs.
    package func api<P: Proof>(
        _ method: HTTPRequest.Method, _ path: String, as proof: P.Type, limit: Int = 1 << 20, refusals: RefusalForm = .problem,
        _ handler: @escaping Handler<P>
    ) where P.Site == Site {
        add(method.rawValue, path, .api, limit: limit, refusals, handler)
    }

    /// An endpoint that a standard defines: OAuth's token, authorization and logout endpoints. `request.form` holds its fields.
    package func standard<P: Proof>(
        _ method: HTTPRequest.Method, _ path: String, as proof: P.Type, limit: Int = 65536, refusals: RefusalForm = .oauth,
        _ handler: @escaping Handler<P>
    ) where P.Site == Site {
        add(method.rawValue, path, .standard, limit: limit, refusals, handler)
    }

    private func add<P: Proof>(
        _ method: String, _ path: String, _ kind: RouteEntry.Kind, limit: Int, _ refusals: RefusalForm,
        _ handler: @escaping Handler<P>
    ) where P.Site == Site {
        let site = site
        let name = String(describing: P.self).prefix { $0 != "<" }
        let entry = RouteEntry(method: method, path: path, proof: String(name), kind: kind)
        list.append(
            Route(entry: entry, bodyLimit: limit, refusals: refusals) { request in
                try await handler(P.establish(request, in: site), request, site)
            })
    }
}
