internal import Core
internal import Language
internal import Web

/// A request for access as the management API shows it.
struct AccessRequest: Sendable {
    let id: String
    let member: String
    let name: String
    let email: String
    let roles: [Me.Role]
    let area: String
    let areaTitle: Phrase
    let askedAt: Timestamp
    let isAnswered: Bool

    init(_ json: JSON) throws {
        guard let id = json["id"]?.string, let member = json["member"]?.string, let area = json["area"]?["id"]?.string,
            let askedAt = json["requested_at"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { throw Me.unreadable }
        self.id = id
        self.member = member
        self.area = area
        self.askedAt = askedAt
        email = json["person"]?["email"]?.string ?? ""
        name = json["person"]?["name"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? email
        roles = (json["roles"]?.array ?? []).compactMap { Me.Role($0) }
        areaTitle = Phrase(names: json["area"]?["names"]) ?? .text(area)
        isAnswered = json["answer"]?.object != nil
    }
}

/// What became of a refused member's own request.
struct OwnRequest: Sendable {
    let askedAt: Timestamp
    let repeatableAt: Timestamp
    let denial: Denial?

    struct Denial: Sendable {
        let at: Timestamp
        let by: String?
        let note: String?
    }

    init?(_ json: JSON) {
        guard let askedAt = json["requested_at"]?.string.flatMap({ Timestamp(rfc3339: $0) }),
            let repeatableAt = json["repeatable_at"]?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { return nil }
        self.askedAt = askedAt
        self.repeatableAt = repeatableAt
        let answer = json["answer"]
        let at = answer?["at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        denial =
            answer?["verdict"]?.string == "denied"
            ? at.map { Denial(at: $0, by: answer?["by"]?["name"]?.string, note: answer?["note"]?.string) } : nil
    }
}
