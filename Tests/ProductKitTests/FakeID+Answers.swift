import Contract
import Synchronization
import Web

extension FakeID {
    /// The answer of `/api/v1/me` for a member of two accounts.
    static func me(areas: KeyValuePairs<String, JSON>) -> JSON {
        let member: JSON = .named("member", "Member")
        return [
            "person": ["id": "per_1", "name": "Ada Lovelace", "email": "ada@northwind.example", "locale": nil, "zoneinfo": nil],
            "accounts": [
                ["id": "acc_1", "name": "Northwind", "product": "test", "role": member, "roles": [member], "status": "active"],
                [
                    "id": "acc_2", "name": "Southwind", "product": "test", "role": .named("associate", "Associate"),
                    "roles": [.named("associate", "Associate")], "status": "active",
                ],
            ],
            "products": [["id": "test", "name": "Test", "address": "http://localhost:8081"]],
            "current": [
                "id": "acc_1", "external_id": "acc_1", "name": "Northwind", "product": "test", "locale": nil, "zoneinfo": nil,
                "member": "mem_1", "role": member,
                "roles": [member], "areas": .object(areas.map { ($0.key, $0.value) }), "all_projects": false,
                "projects": [["id": "prj_1", "name": "Delivery notices", "parent": nil]],
                "grants": [
                    [
                        "role": "member", "areas": .object(areas.map { ($0.key, $0.value) }), "all_projects": false, "projects": ["prj_1"],
                        "ends_at": nil,
                    ]
                ],
            ],
        ]
    }

    /// A grant of a member, as the ID shows it.
    static func grant(
        _ role: String, _ name: String, projects: JSON = [["id": "prj_1", "name": "Delivery notices"]], isChanged: Bool = false
    ) -> JSON {
        let giver: JSON = isChanged ? ["id": "per_1", "name": "Ada Lovelace", "email": "ada@northwind.example"] : .null
        return
            [
                "id": "grt_01hzx3abcdefghjkmnpqrstvwx", "role": .named(role, name), "projects": projects, "below": [], "reached": [],
                "ends_at": nil,
                "source": isChanged ? "person" : "operator", "given_by": giver, "group": nil, "given_at": "2024-06-01T10:00:00.000Z",
            ]
    }

    /// Who can change what the member of `me` may do.
    static let refusal: JSON = {
        let administrator: JSON = .named("administrator", "Administrator")
        let member: JSON = .named("member", "Member")
        return [
            "area": .named("billing", "Billing"), "role": member, "needed": [administrator, member],
            "holders": [["id": "per_2", "name": "Ben <b>", "email": "ben@northwind.example", "role": administrator]],
            "request": .null,
        ]
    }()

    /// Has the ID answer requests about `acc_1`: each a method, a path after the account's, a status and the answer.
    func answers(_ answers: (method: String, path: String, status: Int, json: JSON)...) {
        state.withLock { state in
            for answer in answers { state.answers["\(answer.method) /api/v1/accounts/acc_1\(answer.path)"] = (answer.status, answer.json) }
        }
    }
}

extension [(String, JSON)] {
    func with(_ name: String, _ value: JSON?) -> [(String, JSON)] {
        let rest = filter { $0.0 != name }
        return value.map { rest + [(name, $0)] } ?? rest
    }
}
