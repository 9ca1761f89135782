internal import Core
internal import HTTPTypes
internal import Identity
internal import OpenID
internal import SQL
internal import Web

/// Token, pushed requests, revocation, introspection and userinfo: for programs, without cookies, with OAuth error codes.
enum TokenRoutes {
    static func register(on routes: Routes<OpenIDEndpoints>) {
        routes.api(.post, OpenIDPath.token, as: Anyone.self, limit: 65536, refusals: .oauth) { _, request, endpoints in
            try await answered(request, endpoints.provider, at: OpenIDPath.token) { parameters in
                let proof = request.possession(of: OpenIDPath.token, endpoints.provider.issuer)
                let answer = try await endpoints.provider.token(
                    parameters, authorization: request.headers[.authorization], proof: proof, from: request.client, at: request.time)
                let response = WebResponse.fresh(answer.json)
                return proof == nil ? response : response.with(header: .dpopNonce, endpoints.provider.possessionNonce(at: request.time))
            }
        }
        routes.api(.post, OpenIDPath.pushedRequest, as: Anyone.self, limit: 65536, refusals: .oauth) { _, request, endpoints in
            try await answered(request, endpoints.provider, at: OpenIDPath.pushedRequest) { parameters in
                try await endpoints.requirePublicRequest(parameters, request)
                let proof = request.possession(of: OpenIDPath.pushedRequest, endpoints.provider.issuer)
                return .fresh(
                    try await endpoints.provider.push(
                        parameters, authorization: request.headers[.authorization], proof: proof, at: request.time), status: 201)
            }
        }
        routes.api(.post, OpenIDPath.deviceAuthorization, as: Anyone.self, limit: 65536, refusals: .oauth) { _, request, endpoints in
            try await answered(request, endpoints.provider, at: OpenIDPath.deviceAuthorization) { parameters in
                try await endpoints.requirePublicRequest(parameters, request)
                let origin = endpoints.site.browser(request).origin
                return .fresh(
                    try await endpoints.provider.authorizeDevice(
                        parameters, authorization: request.headers[.authorization], origin: origin.address, agent: origin.agent,
                        at: request.time))
            }
        }
        routes.api(.post, OpenIDPath.revocation, as: Anyone.self, limit: 65536, refusals: .oauth) { _, request, endpoints in
            try await answered(request, endpoints.provider, at: OpenIDPath.revocation) { parameters in
                let (client, token) = try await asking(endpoints.provider, parameters, request)
                try await endpoints.provider.revoke(token: token, client: client, at: request.time)
                return WebResponse(status: 200).with(header: .cacheControl, "no-store")
            }
        }
        routes.api(.post, OpenIDPath.introspection, as: Anyone.self, limit: 65536, refusals: .oauth) { _, request, endpoints in
            try await answered(request, endpoints.provider, at: OpenIDPath.introspection) { parameters in
                let (client, token) = try await asking(endpoints.provider, parameters, request)
                guard client.kind == .confidential else {
                    throw OAuthError(.invalidClient, "Introspection needs a client that keeps a secret.")
                }
                return .fresh(try await endpoints.provider.introspect(token: token, by: client, at: request.time))
            }
        }
        for method in [HTTPRequest.Method.get, .post] {
            routes.api(method, OpenIDPath.userInfo, as: Anyone.self, limit: 65536, refusals: .oauth) { _, request, endpoints in
                do {
                    return .fresh(
                        try await endpoints.provider.userInfo(
                            authorization: request.bearer, proof: request.possession(of: OpenIDPath.userInfo, endpoints.provider.issuer),
                            at: request.time))
                } catch let refusal as BearerRefusal {
                    return .bearerRefusal(refusal, metadata: endpoints.provider.resourceMetadata)
                }
            }
        }
    }

    /// The client that asks, and the token it asks about (RFC 7009 section 2.1, RFC 7662 section 2.1).
    private static func asking(
        _ provider: OpenIDProvider, _ parameters: Parameters, _ request: WebRequest
    ) async throws -> (Client, String) {
        if !parameters.repeated.isEmpty { throw OAuthError(.invalidRequest, "A parameter is given more than once.") }
        let credentials = try ClientCredentials(authorization: request.headers[.authorization], parameters: parameters)
        let client = try await provider.authenticated(credentials, at: request.time)
        guard let token = parameters["token"] else { throw OAuthError(.invalidRequest, "token is missing.") }
        return (client, token)
    }

    /// Reads the form and answers a refusal in the form of RFC 6749 section 5.2.
    private static func answered(
        _ request: WebRequest, _ provider: OpenIDProvider, at path: Path, _ body: (Parameters) async throws -> WebResponse
    ) async throws -> WebResponse {
        var parameters = Parameters([])
        do {
            guard request.isForm else { throw OAuthError(.invalidRequest, "Send application/x-www-form-urlencoded.") }
            guard let text = String(validating: request.body, as: UTF8.self), let read = Parameters(encoded: text) else {
                throw OAuthError(.invalidRequest, "The form cannot be read.")
            }
            parameters = read
            return try await body(parameters)
        } catch let error as OAuthError {
            await provider.note(error, parameters, request.headers[.authorization], at: path, at: request.time)
            let response = WebResponse.oauthError(error, byHeader: request.headers[.authorization] != nil)
            guard error.code == .useDPoPNonce else { return response }
            return response.with(header: .dpopNonce, provider.possessionNonce(at: request.time))
        }
    }
}

extension OpenIDEndpoints {
    /// What a client that keeps no secret has stored is counted by network: anybody may ask in its name. Throws a 429.
    fileprivate func requirePublicRequest(_ parameters: Parameters, _ request: WebRequest) async throws {
        guard let id = parameters["client_id"].flatMap({ ClientID($0) }), let client = try await provider.clients.client(id),
            client.kind == .public
        else { return }
        let subject = TrySubject.publicRequests(site.browser(request).origin)
        let limits = site.steps.defence.limits
        let now = request.time
        let wait = try await site.database.writeUnflushed { try $0.countTry(for: [subject], limits: limits, at: now) }
        if let wait { throw site.tooManyTries(wait) }
    }
}

extension WebRequest {
    /// The proof of a key that came with a request to that path of the issuer; nil for none.
    fileprivate func possession(of path: Path, _ issuer: String) -> PossessionHeader? {
        PossessionHeader(headers[.dpop], method: method.rawValue, address: issuer + path.text)
    }

    fileprivate var isForm: Bool { mediaType == "application/x-www-form-urlencoded" }

    /// The bearer token as a header value. A form may have it in `access_token` instead (RFC 6750 section 2.2); both at once are refused.
    fileprivate var bearer: String? {
        let inForm = isForm ? String(validating: body, as: UTF8.self).flatMap { Parameters(encoded: $0) }?["access_token"] : nil
        guard let header = headers[.authorization] else { return inForm.map { "Bearer " + $0 } }
        return inForm == nil ? header : "Bearer"
    }
}

extension WebResponse {
    static func oauthError(_ error: OAuthError, byHeader: Bool) -> WebResponse {
        let status =
            switch error.code {
            case .invalidClient: 401
            case .temporarilyUnavailable: 503
            case .serverError: 500
            default: 400
            }
        let json = JSON.object([("error", .string(error.code.rawValue)), ("error_description", .string(error.description))])
        let response = WebResponse.fresh(json.bytes, status: status)
        return error.code == .invalidClient && byHeader
            ? response.with(header: .wwwAuthenticate, "Basic realm=\"token\", charset=\"UTF-8\"") : response
    }

    /// RFC 6750 section 3: if no token was presented, the response only says that one is needed.
    static func bearerRefusal(_ refusal: BearerRefusal, metadata: String) -> WebResponse {
        let response: WebResponse = refusal == .missing ? .empty(401) : .refusal(refusal.problem, as: .oauth)
        let told = refusal.nextNonce.map { response.with(header: .dpopNonce, $0) } ?? response
        return told.with(header: .wwwAuthenticate, refusal.challenge(metadata: metadata)).with(header: .cacheControl, "no-store")
    }
}
