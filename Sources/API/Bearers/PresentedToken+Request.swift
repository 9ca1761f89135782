internal import Access
internal import Core
internal import HTTPTypes
internal import OpenID
internal import Web

extension APISite {
    /// The token of the request, whose signature and, where it is bound to a key, whose proof were checked. Throws `BearerRefusal`.
    func presentedToken(of request: WebRequest) async throws -> AccessToken {
        // What every route of the API begins with: a catalog that was changed, by whichever process, counts from here on.
        try await catalogs.refresh()
        guard let presented = request.headers[.authorization].flatMap({ PresentedToken(authorization: $0) }) else {
            throw BearerRefusal.missing
        }
        let token = try await tokens.token(presented.text.exposed, at: request.time)
        let proof = PossessionHeader(request.headers[.dpop], method: request.method.rawValue, address: issuer + request.path)
        try await openID.checkPossession(of: token, presented.text, proof, isProved: presented.isProved, at: request.time)
        return token
    }
}
