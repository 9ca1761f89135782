internal import Core
internal import Language
internal import Web

/// The answer of the management API to a question about access.
struct AskAnswer: Sendable {
    let kind: String
    let words: Phrase
    let items: [Item]
    let choices: [Choice]
    let next: String?

    struct Item: Sendable {
        let member: String
        let name: String
        let email: String
        let thing: Phrase
        let isAllowed: Bool
        let action: String
        let before: String
        let change: String
        /// By which they may, or, in a what-if, the one that they would have.
        let role: Me.Role?
        /// Who gave that role; empty for nobody who is named.
        let givenBy: String
        let givenAt: String
        let why: Phrase
    }

    /// What the words may mean: asked again with this parameter.
    struct Choice: Sendable {
        let parameter: String
        let value: String
        let name: Phrase
        let detail: Phrase?
    }

    init(_ json: JSON) throws {
        guard let kind = json["kind"]?.string, let words = Phrase(json["words"]) else { throw Me.unreadable }
        self.kind = kind
        self.words = words
        items = (json["items"]?.array ?? []).map(Item.init)
        choices = (json["choices"]?.array ?? []).compactMap(Choice.init)
        next = json["next"]?.string
    }
}

extension AskAnswer.Item {
    fileprivate init(_ json: JSON) {
        member = json["member"]?.string ?? ""
        email = json["person"]?["email"]?.string ?? ""
        name = json["person"]?["name"]?.string ?? email
        thing = Phrase(json["thing"]?["words"]) ?? .text(json["thing"]?["name"]?.string ?? "")
        isAllowed = json["allowed"]?.bool ?? false
        action = json["action"]?.string ?? ""
        before = json["before"]?.string ?? ""
        change = json["change"]?.string ?? ""
        role = Me.Role(json["role"])
        givenBy = json["given_by"]?["name"]?.string ?? json["given_by"]?["email"]?.string ?? ""
        givenAt = json["given_at"]?.string ?? ""
        why = Phrase(json["words"]) ?? .text(json["why"]?.string ?? "")
    }
}

extension AskAnswer.Choice {
    fileprivate init?(_ json: JSON) {
        guard let parameter = json["parameter"]?.string, let value = json["value"]?.string, let name = Phrase(json["words"]) else {
            return nil
        }
        self.parameter = parameter
        self.value = value
        self.name = name
        detail = json["detail"].flatMap { Phrase($0) }
    }
}
