import Access
import Core
import HTTPTypes
import SQL
import TestSupport
import Testing
import Web

/// SCIM as RFC 7643 and 7644 have it.
@Suite("SCIM", .onEveryDatabase) struct ProtocolTests {
    private func ids(_ answer: Answer) -> [String] { answer.body["Resources"]?.array?.compactMap { $0["userName"]?.string } ?? [] }

    private func filled(_ world: APIWorld) async throws -> ADirectory {
        let directory = try await ADirectory(world)
        let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        _ = try await directory.created(
            "anna@other.example",
            [("displayName", "Anna Åsberg"), ("title", "Engineer"), ("externalId", "a-1"), (enterprise, ["department": "Shop"])])
        _ = try await directory.created(
            "bo@other.example", [("displayName", "Bo Ek"), ("externalId", "b-2"), ("active", false), (enterprise, ["department": "Bank"])])
        return directory
    }

    @Test(
        "Filters of the whole grammar choose",
        arguments: [
            (#"userName eq "anna@other.example""#, ["anna"]), (#"USERNAME EQ "ANNA@other.example""#, ["anna"]),
            (#"externalId eq "b-2""#, ["bo"]), (#"externalId eq "B-2""#, []),
            (#"displayName co "sber""#, ["anna"]), (#"displayName sw "bo""#, ["bo"]), (#"displayName ew "Ek""#, ["bo"]),
            (#"title pr"#, ["anna"]), (#"not (title pr) and externalId pr"#, ["bo"]),
            (#"externalId eq "a-1" or externalId eq "b-2""#, ["anna", "bo"]),
            (#"emails[type eq "work" and value co "bo@"]"#, ["bo"]), (#"emails.value eq "bo@other.example""#, ["bo"]),
            (#"emails eq "bo@other.example""#, ["bo"]),
            (#"active eq false"#, ["bo"]), (#"externalId pr and active ne false"#, ["anna"]),
            (#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "shop""#, ["anna"]),
            (#"externalId gt "a-1""#, ["bo"]), (#"externalId pr and (externalId le "a-1" or title pr)"#, ["anna"]),
            (#"meta.created gt "2001-01-01T00:00:00Z" and externalId pr"#, ["anna", "bo"]),
            (#"externalId pr and title eq null"#, ["bo"]), (#"displayName eq "x\" or userName pr""#, []),
        ])
    func filters(_ filter: String, _ found: [String]) async throws {
        try await APIWorld.with { world in
            let directory = try await filled(world)
            let list = await directory.send(.get, Path("/Users").query([("filter", filter)]).text)
            #expect(list.status == 200, "\(list.text)")
            #expect(ids(list).map { String($0.prefix { $0 != "@" }) }.sorted() == found, "\(filter)")
            #expect(list.body["totalResults"]?.integer == Int64(found.count))
            let search = await directory.send(.post, "/Users/.search", ["filter": .string(filter)])
            #expect(ids(search) == ids(list))
        }
    }

    @Test(
        "A filter that says nothing clear is refused with its reason, however deep or long",
        arguments: [
            "userName", "userName eq", "userName eq x", "nothing eq \"x\"", "active gt true", "userName eq \"x", "(userName pr",
            "userName pr)",
            "emails[type eq \"work\"", "emails[emails[type pr]]", "password pr", "and", "userName eq 5",
            String(repeating: "(", count: 40) + "userName pr" + String(repeating: ")", count: 40), String(repeating: "x", count: 3000),
            Array(repeating: "userName pr", count: 80).joined(separator: " or "),
        ])
    func unclear(_ filter: String) async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            let answer = await directory.send(.get, Path("/Users").query([("filter", filter)]).text)
            #expect(answer.status == 400 && answer.body["scimType"]?.string == "invalidFilter", "\(answer.text)")
        }
    }

    @Test("Lists have pages, an order and a choice of attributes")
    func lists() async throws {
        try await APIWorld.with { world in
            let directory = try await filled(world)
            let all = await directory.send(.get, "/Users")
            let total = try #require(all.body["totalResults"]?.integer)
            let roles = try APIWorld.roles().count
            #expect(ids(all).count == Int(total) && Int(total) == roles + 2)
            var walked: [String] = []
            for start in stride(from: 1, through: Int(total), by: 3) {
                let page = await directory.send(.get, "/Users?startIndex=\(start)&count=3")
                #expect(page.body["totalResults"]?.integer == total && page.body["startIndex"]?.integer == Int64(start))
                walked += ids(page)
            }
            #expect(walked == ids(all))
            let sorted = await directory.send(.get, "/Users?sortBy=userName&sortOrder=descending&count=2")
            #expect(ids(sorted) == Array(ids(all).sorted().reversed().prefix(2)))
            #expect(await directory.send(.get, "/Users?count=0").body["Resources"]?.array?.isEmpty == true)
            let narrow = await directory.send(.get, "/Users?attributes=userName,name.familyName&filter=externalId%20pr")
            let first = try #require(narrow.body["Resources"]?.array?.first)
            #expect(first["emails"] == nil && first["meta"] == nil && first["id"] != nil && first["schemas"] != nil)
            #expect(first["name"]?.object?.map(\.0) == ["familyName"])
            let without = await directory.send(.get, "/Users?excludedAttributes=emails,id&filter=externalId%20pr")
            #expect(without.body["Resources"]?.array?.first?["emails"] == nil && without.body["Resources"]?.array?.first?["id"] != nil)
        }
    }

    @Test("A name is unique whatever its case, and nothing is left of a refused one")
    func unique() async throws {
        try await APIWorld.with { world in
            let directory = try await filled(world)
            for name in ["anna@other.example", "ANNA@Other.Example", "member@northwind.example"] {
                let twice = await directory.send(.post, "/Users", ADirectory.user(name))
                #expect(twice.status == 409 && twice.body["scimType"]?.string == "uniqueness", "\(name) \(twice.text)")
            }
            let roles = try APIWorld.roles().count
            let count = await directory.send(.get, "/Users?count=0").body["totalResults"]?.integer
            #expect(count == Int64(roles + 2))
            _ = try await directory.group("Shop")
            let group = await directory.send(.post, "/Groups", ["displayName": "SHOP"])
            #expect(group.status == 409 && group.body["scimType"]?.string == "uniqueness")
        }
    }

    @Test("A version that is no longer current is refused, and one that is known is not sent again")
    func versions() async throws {
        try await APIWorld.with { world in
            let directory = try await filled(world)
            let id = try await directory.created("carl@other.example")
            let version = try #require(await directory.send(.get, "/Users/\(id)").headers[.eTag])
            #expect(await directory.send(.get, "/Users/\(id)", headers: ["If-None-Match": version]).status == 304)
            let first = await directory.patch("/Users/\(id)", [("replace", "title", "Cook")], headers: ["If-Match": version])
            #expect(first.status == 200 && first.headers[.eTag] != version)
            let stale = await directory.patch("/Users/\(id)", [("replace", "title", "Baker")], headers: ["If-Match": version])
            #expect(stale.status == 412 && stale.body["status"]?.string == "412")
            #expect(await directory.send(.delete, "/Users/\(id)", headers: ["If-Match": version]).status == 412)
            #expect(await directory.send(.get, "/Users/\(id)").body["title"]?.string == "Cook")
            let group = try await directory.group("Shop")
            let seen = try #require(await directory.send(.get, "/Groups/\(group)").headers[.eTag])
            #expect(
                await directory.patch("/Groups/\(group)", [("add", "members", [["value": .string(id)]])], headers: ["If-Match": seen])
                    .status == 204)
            #expect(await directory.patch("/Groups/\(group)", [("remove", "members", nil)], headers: ["If-Match": seen]).status == 412)
            #expect(await directory.members(of: group) == [id])
        }
    }

    @Test("Many operations at once: each by itself, those that follow name what went before, and a limit of errors ends them")
    func bulk() async throws {
        try await APIWorld.with { world in
            let directory = try await ADirectory(world)
            func operation(_ method: String, _ path: String, _ id: String?, _ data: JSON?) -> JSON {
                .object(
                    [("method", .string(method)), ("path", .string(path))] + (id.map { [("bulkId", JSON.string($0))] } ?? [])
                        + (data.map { [("data", $0)] } ?? []))
            }
            let operations: [JSON] = [
                operation("POST", "/Users", "u1", ADirectory.user("anna@other.example")),
                operation("POST", "/Users", "u2", ADirectory.user("anna@other.example")),
                operation("POST", "/Groups", "g1", ["displayName": "Shop", "members": [["value": "bulkId:u1"]]]),
                operation("PATCH", "/Users/bulkId:u1", nil, ["Operations": [["op": "replace", "path": "title", "value": "Cook"]]]),
                operation("PUT", "/Groups/bulkId:u2", nil, ["displayName": "Nothing"]),
                operation("DELETE", "/Users/\(world.stranger.id)", nil, nil),
            ]
            let done = await directory.send(.post, "/Bulk", ["Operations": .array(operations)])
            let statuses = done.body["Operations"]?.array?.compactMap { $0["status"]?.string } ?? []
            #expect(done.status == 200 && statuses == ["201", "409", "201", "200", "409", "404"], "\(done.text)")
            let users = await directory.send(.get, #"/Users?filter=title%20eq%20%22cook%22"#)
            #expect(ids(users) == ["anna@other.example"])
            let failing: JSON = ["failOnErrors": 1, "Operations": .array(Array(operations.dropFirst().prefix(3)))]
            let stopped = await directory.send(.post, "/Bulk", failing)
            #expect(stopped.body["Operations"]?.array?.count == 1)
            let many = JSON.array(Array(repeating: operation("DELETE", "/Users/x", nil, nil), count: 1001))
            let refused = await directory.send(.post, "/Bulk", ["Operations": many])
            #expect(refused.status == 413 && refused.body["scimType"]?.string == "tooMany")
        }
    }
}
