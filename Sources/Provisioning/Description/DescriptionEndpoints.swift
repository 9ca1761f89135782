internal import Core
internal import HTTPTypes
internal import Language
internal import Web

/// What the service can do, for anybody (RFC 7643 sections 5 to 7).
enum DescriptionEndpoints {
    static func register(on routes: Routes<ProvisioningSite>) {
        routes.description(ProvisioningPath.configuration) { _, _, site in
            .json(configuration(site), type: "application/scim+json")
        }
        routes.description(ProvisioningPath.resourceTypes) { _, request, site in
            try list(ResourceKind.all.map { $0.json(issuer: site.issuer) }, request)
        }
        routes.description(ProvisioningPath.resourceType) { _, request, site in
            let name = try request.parameters(of: ProvisioningPath.resourceType)
            return try one(ResourceKind.all.first { $0.name == name }?.json(issuer: site.issuer))
        }
        routes.description(ProvisioningPath.schemas) { _, request, site in
            try list(ResourceKind.all.flatMap(\.schemas).map { $0.json(issuer: site.issuer) }, request)
        }
        routes.description(ProvisioningPath.schema) { _, request, site in
            let id = try request.parameters(of: ProvisioningPath.schema)
            return try one(ResourceKind.all.flatMap(\.schemas).first { $0.id == id }?.json(issuer: site.issuer))
        }
        for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
            routes.api(method, ProvisioningPath.me, as: Anyone<ProvisioningSite>.self, refusals: .scim) { _, _, _ in
                throw Problem(
                    status: 501, code: "not-implemented", title: .english("A directory is nobody, so there is no /Me."),
                    detail: .english("Name the user by id."))
            }
        }
    }

    private static func one(_ json: JSON?) throws -> WebResponse {
        guard let json else { throw Problem.notFound }
        return .json(json, type: "application/scim+json")
    }

    /// These lists take no filter (RFC 7644 section 4).
    private static func list(_ resources: [JSON], _ request: WebRequest) throws -> WebResponse {
        guard !request.query.has("filter") else {
            throw Problem(status: 403, code: "no-filter-here", title: .english("These lists are given whole, without a filter."))
        }
        return .list(resources, total: resources.count)
    }

    private static func configuration(_ site: ProvisioningSite) -> JSON {
        let no: JSON = ["supported": false]
        let yes: JSON = ["supported": true]
        let scheme: JSON = [
            "type": "oauthbearertoken", "name": "Bearer token", "primary": true,
            "description": "A token that the account's people make on the Users page, or the operator by command",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
        ]
        return [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"], "patch": yes,
            "bulk": [
                "supported": true, "maxOperations": .int(BulkEndpoint.mostOperations), "maxPayloadSize": .int(BulkEndpoint.mostBytes),
            ],
            "filter": ["supported": true, "maxResults": .int(ListQuery.mostOnPage)], "changePassword": no, "sort": yes, "etag": yes,
            "authenticationSchemes": [scheme],
            "meta": [
                "resourceType": "ServiceProviderConfig", "location": .string(site.issuer + ProvisioningPath.configuration.text),
            ],
        ]
    }
}
