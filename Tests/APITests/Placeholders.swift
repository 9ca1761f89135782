import API
import Access
import Core
import HTTPTypes
import Testing
import Web

extension APIWorld {
    /// Real ids for the table's placeholders.
    func names() async throws -> Placeholders {
        let sent = try await send(
            .post, APIPath.invitations(account), as: "administrator", ["email": "guest@example.com", "role": "member"])
        let made = try await send(
            .post, APIPath.accessKeys(account), as: "administrator", ["name": "Key", "project": .string(projects[0].id.text)])
        var ids = [
            "{invitation}": try #require(sent.body["id"]?.string), "{key}": try #require(made.body["id"]?.string),
            "{seen}": projects[0].id.text, "{unseen}": projects[1].id.text,
        ]
        for (role, member) in members { ids["{\(role)}"] = member.id.text }
        ids["{grant}"] = try member("associate").grants.first?.id.text
        let group = try #require(
            try await send(.post, APIPath.groups(account), as: "administrator", ["name": "On call"]).body["id"]?.string)
        let given = try await send(.post, path("/groups/\(group)/grants"), as: "administrator", ["role": "support-member"])
        _ = try await send(
            .post, path("/groups/\(group)/members"), as: "administrator", ["member": .string(try member("member").id.text)])
        ids["{group}"] = group
        let role = try await send(
            .post, path("/roles"), as: "administrator", ["name": "Auditor", "areas": ["billing": "view"], "projects": "assigned"])
        let asked = try await send(.post, APIPath.accessRequests(account), as: "associate", ["area": "users"])
        ids["{request}"] = try #require(asked.body["id"]?.string)
        let token = try await send(.post, path("/directory-tokens"), as: "administrator", [:])
        ids["{directory-token}"] = try #require(token.body["id"]?.string)
        ids["{role}"] = try #require(role.body["id"]?.string)
        ids["{group-grant}"] = try #require(given.body["grants"]?.array?.first?["id"]?.string)
        return Placeholders(ids: ids)
    }
}

struct Placeholders {
    let ids: [String: String]

    func filled(_ text: String) -> String { ids.reduce(text) { $0.replacing($1.key, with: $1.value) } }
    func filled(_ body: JSON?) throws -> JSON? {
        try body.map { try JSON(reading: Array(filled(String(decoding: $0.bytes, as: UTF8.self)).utf8)) }
    }
}
