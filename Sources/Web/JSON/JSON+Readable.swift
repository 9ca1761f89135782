extension JSON {
    /// For people: each member of an object on a line of its own.
    package var readable: String {
        guard case .object(let members) = self, !members.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
        let lines = members.map { name, value in
            "  \(String(decoding: JSON.string(name).bytes, as: UTF8.self)): \(String(decoding: value.bytes, as: UTF8.self))"
        }
        return "{\n" + lines.joined(separator: ",\n") + "\n}"
    }
}
