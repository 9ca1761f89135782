internal import HTTPTypes

/// Cross-origin resource sharing (Fetch Standard section 3.2): never with credentials.
extension WebResponse {
    /// The answer to a preflight.
    static var preflight: WebResponse {
        WebResponse.empty(204).with(header: .known("Access-Control-Allow-Methods"), "GET, POST")
            .with(header: .known("Access-Control-Allow-Headers"), "Authorization, Content-Type, DPoP")
            .with(header: .known("Access-Control-Max-Age"), "600")
    }

    mutating func share(with origin: String) {
        headers[.known("Access-Control-Allow-Origin")] = origin
        headers[.known("Access-Control-Expose-Headers")] = "WWW-Authenticate, DPoP-Nonce"
        headers[.resourcePolicy] = "cross-origin"
        if origin != "*" { headers[.vary] = "Origin" }
    }
}

extension WebRequest {
    /// The request's own id, if the client gave one that can be sent back: the answer has it again.
    var givenID: String? {
        guard let id = headers[.requestID], (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (33...126).contains($0) })
        else { return nil }
        return id
    }
}
