internal import Web

extension JSON {
    /// The list; nothing for an empty one (RFC 7643 section 2.5).
    static func filled(_ values: [JSON]) -> JSON? {
        guard values.isEmpty else { return .array(values) }
        return .none
    }

    /// The object with this member; without it for nil. Anything else becomes an object with it alone.
    func setting(_ name: String, _ value: JSON?) -> JSON {
        var members = object ?? []
        let index = members.firstIndex { $0.0 == name }
        switch (index, value) {
        case (let index?, let value?): members[index].1 = value
        case (let index?, nil): members.remove(at: index)
        case (nil, let value?): members.append((name, value))
        case (nil, nil): break
        }
        return .object(members)
    }

    /// The object with the other's members in place of its own of the same names.
    func merging(_ other: JSON) -> JSON { (other.object ?? []).reduce(self) { $0.setting($1.0, $1.1) } }
}
