extension ResourceSchema {
    /// RFC 7643 section 4.1, without what nobody here reads: pictures, instant messages, certificates, entitlements, roles. There is no
    /// password: nobody but a person sets theirs.
    static let user = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User", description: "A person as their directory describes them",
        attributes: [
            SchemaAttribute("userName", .string, "What the directory signs them in by; unique in the account").required.with {
                $0.isUnique = true
            },
            SchemaAttribute("name", .complex, "The parts of their name").of([
                SchemaAttribute("formatted", .string, "The whole name"),
                SchemaAttribute("familyName", .string, "Family name"),
                SchemaAttribute("givenName", .string, "Given name"),
                SchemaAttribute("middleName", .string, "Middle names"),
                SchemaAttribute("honorificPrefix", .string, "Title before the name"),
                SchemaAttribute("honorificSuffix", .string, "Title after the name"),
            ]),
            SchemaAttribute("displayName", .string, "The name that others see"),
            SchemaAttribute("nickName", .string, "What they are called"),
            SchemaAttribute("profileUrl", .reference, "Their page").with { $0.referenceTypes = ["external"] },
            SchemaAttribute("title", .string, "What they work as"),
            SchemaAttribute("userType", .string, "Employee, contractor, …"),
            SchemaAttribute("preferredLanguage", .string, "The language they read"),
            SchemaAttribute("locale", .string, "How they write dates and numbers"),
            SchemaAttribute("timezone", .string, "Their time zone"),
            SchemaAttribute("active", .boolean, "Whether the account is open for them; true if nobody says so").required,
            SchemaAttribute("emails", .complex, "Their addresses; the primary one is invited").required.many(
                valued("An address", ["work", "home", "other"]).map { $0.name == "value" ? $0.required : $0 }),
            SchemaAttribute("phoneNumbers", .complex, "Their telephones").many(
                valued("A number", ["work", "home", "mobile", "fax", "pager", "other"])),
            SchemaAttribute("addresses", .complex, "Where they are").many([
                SchemaAttribute("formatted", .string, "The whole address"),
                SchemaAttribute("streetAddress", .string, "Street"),
                SchemaAttribute("locality", .string, "Town"),
                SchemaAttribute("region", .string, "Region"),
                SchemaAttribute("postalCode", .string, "Postal code"),
                SchemaAttribute("country", .string, "Country"),
                type(["work", "home", "other"]),
                SchemaAttribute("primary", .boolean, "Whether it is the first one"),
            ]),
            SchemaAttribute("groups", .complex, "The groups they are in; changed at the group").readOnly.many([
                SchemaAttribute("value", .string, "The group's id").readOnly.caseExact,
                SchemaAttribute("$ref", .reference, "Where the group is").readOnly.caseExact.with { $0.referenceTypes = ["Group"] },
                SchemaAttribute("display", .string, "The group's name").readOnly,
                SchemaAttribute("type", .string, "direct: there are no groups in groups").readOnly.with { $0.words = ["direct"] },
            ]),
        ])

    /// RFC 7643 section 4.3.
    static let enterprise = ResourceSchema(
        id: "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", name: "EnterpriseUser",
        description: "Where somebody belongs in their organisation",
        attributes: [
            SchemaAttribute("employeeNumber", .string, "Number of the employee"),
            SchemaAttribute("costCenter", .string, "Cost centre"),
            SchemaAttribute("organization", .string, "Organisation"),
            SchemaAttribute("division", .string, "Division"),
            SchemaAttribute("department", .string, "Department"),
            SchemaAttribute("manager", .complex, "Who leads them").of([
                SchemaAttribute("value", .string, "Their id").caseExact,
                SchemaAttribute("$ref", .reference, "Where they are").caseExact.with { $0.referenceTypes = ["User"] },
                SchemaAttribute("displayName", .string, "Their name").readOnly,
            ]),
        ])

    private static func valued(_ description: String, _ types: [String]) -> [SchemaAttribute] {
        [
            SchemaAttribute("value", .string, description), SchemaAttribute("display", .string, "How it is shown"), type(types),
            SchemaAttribute("primary", .boolean, "Whether it is the first one"),
        ]
    }

    private static func type(_ words: [String]) -> SchemaAttribute {
        SchemaAttribute("type", .string, "What it is for").with { $0.words = words }
    }
}
