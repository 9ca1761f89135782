internal import Core
internal import Crypto
internal import HTTPTypes
internal import Language
internal import Web

/// Versions (RFC 7644 section 3.14): a weak ETag of what is answered, so that any change of it is another version.
extension JSON {
    var versioned: JSON {
        let digest = SHA256.hash(data: bytes).prefix(12)
        let meta = (self["meta"] ?? .object([])).setting("version", .string("W/\"\(Base64URL.encode(Array(digest)))\""))
        return setting("meta", meta)
    }

    var version: String? { self["meta"]?["version"]?.string }
}

extension WebRequest {
    /// The versions that an `If-Match` names; nil without one.
    var expectedVersion: String? { headers[.ifMatch] }

    func knows(_ version: String?) -> Bool { headers[.ifNoneMatch].map { $0.names(version) } ?? false }
}

extension JSON {
    /// Throws 412 unless this is a version that was expected.
    func check(_ expected: String?) throws {
        guard let expected, !expected.names(version) else { return }
        throw Problem.changedMeanwhile
    }
}

extension String {
    /// Whether a list of ETags names this one; weak and strong ones are the same here.
    fileprivate func names(_ version: String?) -> Bool {
        let listed = split(separator: ",").map { String($0.split(separator: " ").joined()).replacing("W/", with: "") }
        return listed.contains("*") || listed.contains(version?.replacing("W/", with: "") ?? "")
    }
}

extension WebResponse {
    /// A list of resources (RFC 7644 section 3.4.2).
    static func list(_ resources: [JSON], total: Int, from start: Int = 1) -> WebResponse {
        let list: JSON = [
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": .int(total), "startIndex": .int(start),
            "itemsPerPage": .int(resources.count), "Resources": .array(resources),
        ]
        return .json(list, type: "application/scim+json")
    }

    /// What is shown of a resource, with its version and its place.
    static func resource(_ shown: JSON, of resource: JSON, status: Int = 200) -> WebResponse {
        var response = WebResponse.json(shown, status: status, type: "application/scim+json")
        if let version = resource.version { response.headers[.eTag] = version }
        if status == 201, let location = resource["meta"]?["location"]?.string { response.headers[.location] = location }
        return response
    }
}
