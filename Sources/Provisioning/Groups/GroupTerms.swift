internal import Access
internal import Core
internal import Language
internal import Web

/// What a directory says of a group.
struct GroupTerms: Sendable {
    static let longestExternalID = 256

    var name: String
    var externalID: String?
    var members: Set<MemberID>

    init(name: String, externalID: String?, members: Set<MemberID>) {
        self.name = name
        self.externalID = externalID
        self.members = members
    }

    /// A whole group, as a POST or a PUT has it.
    init(_ body: JSON) throws {
        guard body.object != nil else { throw Problem.invalidSyntax("The body must be a JSON object.") }
        self.init(name: "", externalID: nil, members: [])
        try set("displayName", body.member("displayName"))
        try set("externalId", body.member("externalId"))
        if let list = body.member("members") { members = try Self.ids(list) }
    }

    /// Whoever a list of members names. There are no groups in groups.
    static func ids(_ list: JSON) throws -> Set<MemberID> {
        let values = list == .null ? [] : list.array ?? [list]
        return Set(
            try values.map { value in
                let text = value.string ?? value.member("value")?.string ?? ""
                guard let id = MemberID(text) else { throw Problem.invalidValue("“\(text.prefix(64))” in “members” is nobody's id.") }
                return id
            })
    }

    mutating func apply(_ operations: [PatchOperation]) throws {
        for operation in operations { try apply(operation) }
    }

    private mutating func apply(_ operation: PatchOperation) throws {
        guard let target = operation.target else { return }
        let attribute = target.path.attribute
        guard !attribute.isReadOnly, target.part == nil, target.path.part == nil else {
            throw Problem.mutability("“\(attribute.name)” cannot be changed here.")
        }
        guard attribute.name == "members" else {
            return try set(attribute.name, operation.verb == .remove ? nil : operation.value)
        }
        let chosen = target.filter.map { filter in members.filter { filter.matches(["value": .string($0.text), "type": "User"]) } }
        let named = try operation.value.map(Self.ids)
        switch (operation.verb, chosen) {
        case (.remove, let chosen?): members.subtract(chosen)
        case (.remove, nil): members.subtract(named ?? members)
        case (_, .some): throw Problem.invalidPath("Add members by “members”, without a filter.")
        case (.add, nil): members.formUnion(named ?? [])
        case (.replace, nil): members = named ?? []
        }
    }

    private mutating func set(_ name: String, _ value: JSON?) throws {
        let text = value == .null ? nil : value?.string
        guard value == nil || value == .null || text != nil else { throw Problem.invalidValue("“\(name)” must be a text.") }
        if name == "displayName" {
            guard let text, !text.isEmpty else { throw Problem.invalidValue("“displayName” is missing.") }
            self.name = text
        } else {
            guard text?.utf8.count ?? 0 <= Self.longestExternalID, text?.utf8.contains(0) != true else {
                throw Problem.invalidValue("“externalId” must have no more than \(Self.longestExternalID) bytes, and none of them zero.")
            }
            externalID = text
        }
    }
}
