internal import Core
package import HTTPTypes
internal import Language
internal import Logging
internal import Synchronization

/// One server's routes and everything around them: strict paths, limits, proofs, form tokens, security headers, problems as pages
/// or JSON, health, metrics, assets and the request log.
package struct Website: Sendable {
    package let settings: WebsiteSettings
    let table: RouteTable
    let metrics = RequestMetrics()

    /// The route table, for tests: the built-in routes (health, assets, theme) and the registered ones.
    package var entries: [RouteEntry] { table.routes.map(\.entry) }

    /// The routes that every server has.
    package static var ownEntries: [RouteEntry] { OwnSite.table.entries }

    package init(_ routes: [Route], _ settings: WebsiteSettings) {
        self.settings = settings
        table = RouteTable(routes + OwnSite.table.bound(to: OwnSite(settings: settings, metrics: metrics)))
    }

    /// A request as received from the network.
    package struct Incoming: Sendable {
        package var method: HTTPRequest.Method
        package var target: String
        package var headers: HTTPFields
        /// The peer's IP address.
        package var peer: String
        /// Reads the body up to a limit in bytes; throws a `Problem` if the body is larger.
        package var body: @Sendable (Int) async throws -> [UInt8]
        /// Returns when the client has left; nil if that cannot be known.
        var departure: (@Sendable () async -> Void)?

        package init(
            _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:], peer: String = "127.0.0.1",
            body: @escaping @Sendable (Int) async throws -> [UInt8]
        ) {
            self.method = method
            self.target = target
            self.headers = headers
            self.peer = peer
            self.body = body
        }

        package init(
            _ method: HTTPRequest.Method, _ target: String, headers: HTTPFields = [:], peer: String = "127.0.0.1", bytes: [UInt8] = []
        ) {
            self.init(method, target, headers: headers, peer: peer) { limit in
                guard bytes.count <= limit else { throw Problem.bodyTooLarge(limit) }
                return bytes
            }
        }
    }

    /// Answers a request, within the trace that its caller names. Every error becomes a response; never throws.
    package func answer(_ incoming: Incoming) async -> WebResponse {
        guard let header = incoming.headers[.traceParent], let trace = Trace(header: header) else { return await answered(incoming) }
        return await Trace.$current.withValue(trace) { await answered(incoming) }
    }

    private func answered(_ incoming: Incoming) async -> WebResponse {
        let started = ContinuousClock.now
        let memory = RequestMemory(settings)
        var template = "(none)"
        let request: WebRequest
        var response: WebResponse
        do {
            let target = try RequestTarget(incoming.target)
            request = makeRequest(incoming, target, memory)
            let shared = await settings.sharing(request)
            if shared != nil, incoming.method == .options, incoming.headers[.known("Access-Control-Request-Method")] != nil {
                response = .preflight
            } else {
                response = await answer(request, incoming, target, &template)
            }
            if let shared { response.share(with: shared) }
        } catch {
            request = makeRequest(incoming, nil, memory)
            let malformed = Problem(
                status: 400, code: "malformed-address", title: "problem.malformed-address",
                detail: "problem.malformed-address-next")
            let segments = incoming.target.prefix { $0 != "?" }.split(separator: "/").map(String.init)
            response = await refusal(error == .strange ? .notFound : malformed, request, table.manner(near: segments))
        }
        finish(&response, request)
        let time = ContinuousClock.now - started
        metrics.count(method: incoming.method.rawValue, template: template, status: response.status, time: time)
        log(request, template, response, time)
        return response
    }

    private func makeRequest(_ incoming: Incoming, _ target: RequestTarget?, _ memory: RequestMemory) -> WebRequest {
        let forwarded = settings.proxies.networks.isEmpty ? [] : incoming.headers[values: .known(settings.proxies.header)]
        return WebRequest(
            method: incoming.method, path: target?.path ?? "/", target: target == nil ? "/" : incoming.target,
            query: target?.query ?? Values(),
            headers: incoming.headers, id: Base64URL.encode(SystemRandom().bytes(9)),
            client: settings.proxies.client(peer: incoming.peer, headerValues: forwarded), address: settings.address,
            time: settings.clock.now(),
            cookies: Cookies(headers: incoming.headers[values: .cookie], secure: settings.address.isSecure), memory: memory)
    }

    private func answer(_ request: WebRequest, _ incoming: Incoming, _ target: RequestTarget, _ template: inout String) async -> WebResponse
    {
        switch table.match(method: incoming.method.rawValue, segments: target.segments) {
        case .none(let manner): return await refusal(.notFound, request, manner)
        case .otherMethods(let methods, let manner):
            let problem = Problem(
                status: 405, code: "method-not-allowed",
                title: Phrase("problem.method-not-allowed", ["method": incoming.method.rawValue.prefix(16)]))
            return await refusal(problem, request, manner).with(header: .allow, methods.joined(separator: ", "))
        case .route(let route, let parameters):
            template = route.entry.path
            do {
                let ready = try await prepared(request, parameters, route, incoming)
                return try await run(route, ready, until: incoming.departure)
            } catch let error { return await failure(error, request, route) }
        }
    }

    /// The request with its parameters and, if the route takes one, its body. Verifies the token of a form.
    private func prepared(
        _ request: WebRequest, _ parameters: [(name: String, value: String)], _ route: Route, _ incoming: Incoming
    ) async throws -> WebRequest {
        var request = request
        request.parameters = parameters
        let isPage = incoming.method == .get || incoming.method == .head
        request.page = isPage ? request.target : route.entry.kind == .api ? "/" : table.page(atOrAbove: request.path)
        if route.entry.kind == .api { request = request.withoutCookies() }
        guard route.bodyLimit > 0, incoming.method != .get, incoming.method != .head else { return request }
        let bytes = try await incoming.body(route.bodyLimit)
        switch route.entry.kind {
        case .page: break
        case .api: request.body = bytes
        case .post, .standard:
            if let form = try request.values(of: bytes, withFiles: route.entry.kind == .post) {
                request.form = form
            } else if !bytes.isEmpty || route.entry.kind == .post {
                throw Problem(
                    status: 415, code: "unsupported-media-type", title: .english("This address takes a form."),
                    detail: .english("Send application/x-www-form-urlencoded."))
            }
        }
        guard route.entry.kind == .post else { return request }
        do { try request.verifyFormToken(isOpen: route.entry.proof == "Anyone") } catch let problem as Problem
            where problem.isExpired
        {
            // Whoever signed out in another tab has no token any more: the proof asks them to sign in, and returns to the page.
            do { try await route.prove(request) } catch let answered as Answered {
                var response = answered.response
                response.notice = response.notice ?? .info("form.signed-out")
                throw Answered(response)
            }
            throw problem
        }
        return request
    }

    /// Runs the handler. That of a form is cancelled when the client leaves, so that nothing goes on waiting for nobody (threat 18).
    private func run(_ route: Route, _ request: WebRequest, until departure: (@Sendable () async -> Void)?) async throws -> WebResponse {
        guard route.entry.kind == .post, let departure else { return try await route.run(request) }
        return try await withThrowingTaskGroup(of: WebResponse?.self) { group in
            group.addTask { try await route.run(request) }
            group.addTask {
                await departure()
                return nil
            }
            defer { group.cancelAll() }
            while let ended = try await group.next() {
                if let response = ended { return response }
                group.cancelAll()
            }
            throw CancellationError()
        }
    }

    private func failure(_ error: any Error, _ request: WebRequest, _ route: Route) async -> WebResponse {
        if let answered = error as? Answered { return answered.response }
        if error is CancellationError { return await refusal(.clientLeft, request, RefusalManner(route)) }
        if let problem = error as? Problem ?? settings.problem(error) { return await refusal(problem, request, RefusalManner(route)) }
        // Logs the route template, never the path: the path of an invitation contains its token.
        settings.log.error("failed", metadata: ["request": "\(request.id)", "route": "\(route.entry.path)", "error": "\(error)"])
        let problem = Problem(
            status: 500, code: "internal", title: "problem.internal",
            detail: "problem.internal-next")
        return await refusal(problem, request, RefusalManner(route))
    }

    private func refusal(_ problem: Problem, _ request: WebRequest, _ manner: RefusalManner) async -> WebResponse {
        switch manner {
        case .program(let form): return .refusal(problem, as: form, reference: request.id)
        case .both(let form) where !request.wantsPage: return .refusal(problem, as: form, reference: request.id)
        case .both, .page: break
        }
        let own = await settings.problemPage(problem, request)
        var response = WebResponse.page(own ?? ProblemPage(problem, settings.brand, request).html, status: problem.status)
        if let seconds = problem.retryAfter { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    private func finish(_ response: inout WebResponse, _ request: WebRequest) {
        if let html = response.html { response.body = html.bytes(for: request.reader) }
        let (pending, shown) = request.memory.state.withLock { ($0.cookies, $0.noticeShown) }
        var cookies = pending + response.cookies
        let noticeName = settings.cookieName + "_notice"
        if let notice = response.notice {
            cookies.append(SetCookie(noticeName, notice.sealed(settings.formKey, for: request.reader), for: .minutes(5)))
        } else if shown {
            cookies.append(.removal(noticeName))
        }
        for cookie in cookies {
            response.headers.append(HTTPField(name: .setCookie, value: cookie.header(secure: settings.address.isSecure)))
        }
        if response.headers[.requestID] == nil { response.headers[.requestID] = request.givenID ?? request.id }
        // RFC 9112 section 9.6: whoever ends the connection after its answer says so in it.
        if settings.isStopping() || request.endsConnection { response.headers[.connection] = "close" }
        response.formOrigins += settings.formOrigins
        SecurityHeaders.add(to: &response, secure: settings.address.isSecure)
        Compression.apply(to: &response, for: request)
        if request.method == .head, response.stream != nil {
            response.stream = nil
        } else if request.method == .head {
            response.headers[.contentLength] = String(response.body.count)
            response.body = []
        }
    }

    private func log(_ request: WebRequest, _ template: String, _ response: WebResponse, _ time: Duration) {
        let level: Logger.Level =
            response.status >= 500 ? .warning : CommonPath.quiet.contains(template) ? .trace : .info
        var metadata: Logger.Metadata = [
            "request": "\(request.id)", "method": "\(request.method.rawValue.prefix(16))", "route": "\(template)",
            "status": "\(response.status)", "ms": "\(time.wholeMilliseconds)", "client": "\(request.client)",
        ]
        if let trace = Trace.current {
            metadata["trace"] = "\(trace.id)"
            metadata["span"] = "\(trace.span)"
        }
        settings.log.log(level: level, "request", metadata: metadata)
    }
}

extension Problem {
    static let clientLeft = Problem(
        status: 408, code: "client-left", title: "problem.client-left", detail: "problem.send-again")

    static func bodyTooLarge(_ limit: Int) -> Problem {
        Problem(
            status: 413, code: "too-large", title: "problem.too-large", detail: Phrase("problem.too-large-next", ["limit": limit / 1024]))
    }
}

extension HTTPField.Name {
    fileprivate static func known(_ header: TrustedProxies.Header) -> HTTPField.Name {
        switch header {
        case .xForwardedFor: .known("X-Forwarded-For")
        case .forwarded: .known("Forwarded")
        }
    }
}

extension WebRequest {
    /// Whether `close` is among what the client says of the connection.
    fileprivate var endsConnection: Bool {
        headers[.connection]?.split(separator: ",").contains { $0.trimmingPrefix { $0 == " " }.lowercased() == "close" } == true
    }

    /// The request as an API sees it: without cookies, so that no other site can use a person's browser to act for them.
    fileprivate func withoutCookies() -> WebRequest {
        var copy = WebRequest(
            method: method, path: path, target: target, query: query, headers: headers, id: id, client: client, address: address,
            time: time,
            cookies: Cookies(), memory: memory)
        copy.parameters = parameters
        copy.page = page
        return copy
    }
}
