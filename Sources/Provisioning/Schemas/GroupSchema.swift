extension ResourceSchema {
    /// RFC 7643 section 4.2.
    static let group = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:Group", name: "Group", description: "People who get the same roles",
        attributes: [
            SchemaAttribute("displayName", .string, "Its name; unique in the account").required.with { $0.isUnique = true },
            SchemaAttribute("members", .complex, "Who is in it").many([
                SchemaAttribute("value", .string, "The person's id").caseExact,
                SchemaAttribute("$ref", .reference, "Where the person is").caseExact.with { $0.referenceTypes = ["User"] },
                SchemaAttribute("type", .string, "User: there are no groups in groups").with { $0.words = ["User"] },
            ]),
        ])
}
