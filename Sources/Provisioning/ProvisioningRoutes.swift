internal import Core
internal import HTTPTypes
internal import Language
internal import Web

extension Routes<ProvisioningSite> {
    /// An endpoint for directories.
    func scim(_ method: HTTPRequest.Method, _ path: some RoutePath, _ handler: @escaping Handler<Provisioner>) {
        api(method, path, as: Provisioner.self, refusals: .scim, handler)
    }

    /// An endpoint that describes the service to anybody (RFC 7644 section 4).
    func description(_ path: some RoutePath, _ handler: @escaping Handler<Anyone<ProvisioningSite>>) {
        api(.get, path, as: Anyone<ProvisioningSite>.self, refusals: .scim, handler)
    }
}

extension WebRequest {
    func scimBody() throws -> JSON {
        guard mediaType == "application/json" || mediaType == "application/scim+json" else {
            throw Problem(
                status: 415, code: "unsupported-media-type", title: .english("The body must be JSON."),
                detail: .english("Send Content-Type: application/scim+json."))
        }
        return try JSON(reading: body)
    }
}
