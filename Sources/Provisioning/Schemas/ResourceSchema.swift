internal import Core
internal import Web

/// A schema: the attributes of a kind of resource, or of an extension of it (RFC 7643 section 7).
struct ResourceSchema: Sendable {
    let id: String
    let name: String
    let description: String
    let attributes: [SchemaAttribute]

    func attribute(_ name: String) -> SchemaAttribute? { attributes.first { $0.name.isSameName(name) } }

    func json(issuer: String) -> JSON {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": .string(id), "name": .string(name),
            "description": .string(description), "attributes": .array(attributes.map(\.json)),
            "meta": ["resourceType": "Schema", "location": .string(issuer + ProvisioningPath.schema(id).text)],
        ]
    }
}

/// What kinds of resources there are.
struct ResourceKind: Sendable {
    let name: String
    let description: String
    let endpoint: String
    let schema: ResourceSchema
    var extensions: [ResourceSchema] = []

    static let user = ResourceKind(
        name: "User", description: "Somebody whom a directory keeps in the account",
        endpoint: ProvisioningPath.endpoint(ProvisioningPath.users), schema: .user,
        extensions: [.enterprise])
    static let group = ResourceKind(
        name: "Group", description: "People with the same roles", endpoint: ProvisioningPath.endpoint(ProvisioningPath.groups),
        schema: .group)
    static let all = [user, group]

    var schemas: [ResourceSchema] { [schema] + extensions }

    /// Attributes that every resource has (RFC 7643 section 3.1).
    static let common: [SchemaAttribute] = [
        SchemaAttribute("schemas", .reference, "Which schemas it has").with {
            $0.isMultiValued = true
            $0.isReadOnly = true
            $0.isAlwaysReturned = true
        },
        SchemaAttribute("id", .string, "Its id here").with {
            $0.isReadOnly = true
            $0.isCaseExact = true
            $0.isAlwaysReturned = true
        },
        SchemaAttribute("externalId", .string, "Its id in the directory").caseExact,
        SchemaAttribute("meta", .complex, "About the resource").readOnly.of([
            SchemaAttribute("resourceType", .string, "Its kind").readOnly.caseExact,
            SchemaAttribute("created", .dateTime, "Since when it is here").readOnly,
            SchemaAttribute("lastModified", .dateTime, "When it was changed").readOnly,
            SchemaAttribute("location", .reference, "Where it is").readOnly.caseExact,
            SchemaAttribute("version", .string, "Its ETag").readOnly.caseExact,
        ]),
    ]

    func attribute(_ name: String) -> SchemaAttribute? {
        schema.attribute(name) ?? Self.common.first { $0.name.isSameName(name) }
    }

    func json(issuer: String) -> JSON {
        let extensions = self.extensions.map { ["schema": .string($0.id), "required": false] as JSON }
        let own: [(String, JSON)] = extensions.isEmpty ? [] : [("schemaExtensions", .array(extensions))]
        return .object(
            [
                ("schemas", ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"]), ("id", .string(name)), ("name", .string(name)),
                ("description", .string(description)), ("endpoint", .string(endpoint)), ("schema", .string(schema.id)),
            ] + own + [
                ("meta", ["resourceType": "ResourceType", "location": .string(issuer + ProvisioningPath.resourceType(name).text)])
            ])
    }
}
