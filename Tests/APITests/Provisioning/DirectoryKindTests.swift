import Access
import Core
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

/// Requests of the kinds that Entra ID and Okta send, by their public documentation.
@Suite("Directories that many have", .onEveryDatabase) struct DirectoryKindTests {
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    @Test("Entra ID: looks for the user, makes them, changes parts by path, switches them off with a text, manages a group")
    func entra() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let probe = await directory.send(.get, #"/Users?filter=userName+eq+%22b7e1c2d0-0000-4000-8000-000000000000%22"#)
            let byMail = await directory.send(
                .get, #"/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22nobody@contoso.example%22"#)
            #expect(byMail.status == 200 && byMail.body["totalResults"] == 0, "\(byMail.text)")
            let odd = await directory.send(.get, #"/Users?filter=emails%5Btype+eq+%22work%22%5D.nothing+eq+%22x%22"#)
            #expect(odd.status == 400)
            #expect(probe.status == 200 && probe.body["totalResults"]?.integer == 0)
            let made = await directory.send(
                .post, "/Users",
                [
                    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", .string(Self.enterprise)], "externalId": "nina.nordin",
                    "userName": "Nina.Nordin@contoso.example", "active": true, "displayName": "Nina Nordin",
                    "emails": [["primary": true, "type": "work", "value": "nina@contoso.example"]],
                    "meta": ["resourceType": "User"], "name": ["formatted": "Nina Nordin", "familyName": "Nordin", "givenName": "Nina"],
                    "roles": [], "nickName": "",
                ])
            #expect(made.status == 201, "\(made.text)")
            let id = try #require(made.body["id"]?.string)
            let changed = await directory.patch(
                "/Users/\(id)",
                [
                    ("Add", "emails[type eq \"home\"].value", "nina@home.example"),
                    ("Replace", "emails[type eq \"work\"].value", "nina.nordin@contoso.example"),
                    ("Add", "name.familyName", "Nord"), ("Add", "phoneNumbers[type eq \"mobile\"].value", "+46 70 000 00 00"),
                    ("Add", "\(Self.enterprise):department", "Shop"), ("Add", "\(Self.enterprise):manager", "someone"),
                    ("Replace", "active", "True"),
                ])
            #expect(changed.status == 200, "\(changed.text)")
            let emails = changed.body["emails"]?.array?.compactMap { $0["value"]?.string }
            #expect(emails == ["nina.nordin@contoso.example", "nina@home.example"])
            #expect(changed.body["name"]?["familyName"]?.string == "Nord")
            #expect(changed.body[Self.enterprise]?["manager"]?["value"]?.string == "someone")
            #expect(changed.body["phoneNumbers"]?.array?.first?["type"]?.string == "mobile")
            let missing = await directory.patch("/Users/\(id)", [("Replace", "addresses[type eq \"work\"].country", "SE")])
            #expect(missing.status == 400 && missing.body["scimType"]?.string == "noTarget")
            let off = await directory.patch("/Users/\(id)", [("Replace", "active", "False")])
            #expect(off.body["active"]?.bool == false)

            let group = try await directory.group("Contoso shop")
            let found = await directory.send(
                .get, #"/Groups?excludedAttributes=members&filter=displayName+eq+%22Contoso+shop%22"#)
            #expect(found.body["Resources"]?.array?.first?["id"]?.string == group)
            #expect(await directory.patch("/Groups/\(group)", [("Add", "members", [["$ref": .null, "value": .string(id)]])]).status == 204)
            #expect(await directory.members(of: group) == [id])
            #expect(await directory.patch("/Groups/\(group)", [("Replace", "displayName", "Contoso desk")]).status == 204)
            #expect(
                await directory.patch("/Groups/\(group)", [("Remove", "members", [["$ref": .null, "value": .string(id)]])]).status == 204)
            #expect(await directory.members(of: group).isEmpty)
            #expect(await directory.send(.delete, "/Groups/\(group)").status == 204)
            #expect(await directory.send(.delete, "/Users/\(id)").status == 204)
            #expect(await directory.send(.get, "/Users/\(id)").status == 404)
        }
    }

    @Test(
        "Okta: makes the user with a password that is not taken, replaces them whole, switches them off without a path, members by filter")
    func okta() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let user: JSON = [
                "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "ove@okta.example",
                "name": ["givenName": "Ove", "familyName": "Orre"],
                "emails": [["primary": true, "value": "ove@okta.example", "type": "work"]], "displayName": "Ove Orre", "locale": "en-US",
                "externalId": "00ujl29u0le5T6Aj10h7", "groups": [], "password": "1mz050nq", "active": true,
            ]
            let made = await directory.send(.post, "/Users", user)
            #expect(made.status == 201 && made.body["password"] == nil, "\(made.text)")
            let id = try #require(made.body["id"]?.string)
            let whole = user.object?.map { name, value in (name, name == "displayName" ? JSON.string("Ove O.") : value) } ?? []
            let replaced = await directory.send(.put, "/Users/\(id)", .object([("id", .string(id))] + whole))
            #expect(replaced.status == 200 && replaced.body["displayName"]?.string == "Ove O.")
            let off = await directory.patch("/Users/\(id)", [("replace", nil, ["active": false])])
            #expect(off.status == 200 && off.body["active"]?.bool == false)
            let group = try await directory.group("Okta people")
            let value: JSON = ["id": .string(group), "displayName": "Okta folk"]
            #expect(await directory.patch("/Groups/\(group)", [("replace", nil, value)]).status == 204)
            #expect(
                await directory.patch("/Groups/\(group)", [("add", "members", [["value": .string(id), "display": "ove"]])]).status == 204)
            #expect(await directory.members(of: group) == [id])
            #expect(await directory.patch("/Groups/\(group)", [("remove", "members[value eq \"\(id)\"]", nil)]).status == 204)
            #expect(await directory.members(of: group).isEmpty)
            #expect(await directory.send(.get, "/Groups/\(group)").body["displayName"]?.string == "Okta folk")
        }
    }

    @Test("A PATCH with a mistake in it changes nothing")
    func wholeOrAbsent() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let id = try await directory.created("pia@other.example")
            let before = await directory.send(.get, "/Users/\(id)").text
            let mistakes: [([(String, String?, JSON?)], String)] = [
                ([("replace", "title", "Cook"), ("replace", "nothing", "x")], "invalidPath"),
                ([("replace", "title", "Cook"), ("replace", "id", "x")], "mutability"),
                ([("replace", "title", "Cook"), ("remove", nil, nil)], "noTarget"),
                ([("replace", "title", "Cook"), ("remove", "userName", nil)], "invalidValue"),
                ([("replace", "title", "Cook"), ("replace", "active", "maybe")], "invalidValue"),
                ([("replace", "title", "Cook"), ("replace", "emails[type eq", "x")], "invalidPath"),
                ([("replace", "title", "Cook"), ("replace", "password", "x")], "invalidPath"),
                ([("replace", "title", "Cook"), ("move", "title", "x")], "invalidSyntax"),
            ]
            for (operations, type) in mistakes {
                let answer = await directory.patch("/Users/\(id)", operations)
                #expect(answer.status == 400 && answer.body["scimType"]?.string == type, "\(type): \(answer.text)")
            }
            #expect(await directory.send(.get, "/Users/\(id)").text == before)
        }
    }
}
