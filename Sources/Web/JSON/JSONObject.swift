internal import Core
internal import HTTPTypes
package import Language

/// Reads a JSON object member by member and collects every mistake with the member's name. `finish` throws all of them at once.
///
///     var body = try request.jsonObject()
///     let name = body.text("name", max: 100)
///     let role = body.optionalText("role")
///     try body.finish()                       // also refuses members that were not read (threat 10)
package struct JSONObject: Sendable {
    private let members: [(String, JSON)]
    private var asked: Set<String> = []
    package private(set) var errors: [FieldError] = []

    /// Throws a `Problem` if the value is not an object.
    package init(_ json: JSON) throws {
        guard case .object(let members) = json else {
            throw Problem(status: 400, code: "malformed-json", title: .english("The body must be a JSON object."))
        }
        self.members = members
    }

    package mutating func refuse(_ name: String, _ message: String) { errors.append(FieldError(name, .english(message))) }

    /// Whether the body has the member, with whatever value.
    package func has(_ name: String) -> Bool { members.contains { $0.0 == name } }

    /// Whether the body has the member, with null.
    package func isNull(_ name: String) -> Bool { members.contains { $0.0 == name && $0.1 == .null } }

    /// The raw value. The caller must check it.
    package mutating func value(_ name: String) -> JSON? {
        asked.insert(name)
        return members.first { $0.0 == name }?.1
    }

    /// A required text that must not be empty. Returns an empty text after an error was recorded.
    package mutating func text(_ name: String, max: Int = 1000) -> String {
        guard let value = self.value(name) else {
            refuse(name, "“\(name)” is missing.")
            return ""
        }
        return checked(value, name, max) ?? ""
    }

    /// An optional text: the member may be missing or null.
    package mutating func optionalText(_ name: String, max: Int = 1000) -> String? {
        guard let value = self.value(name), value != .null else { return nil }
        return checked(value, name, max)
    }

    private mutating func checked(_ value: JSON, _ name: String, _ max: Int) -> String? {
        guard case .string(let text) = value else {
            refuse(name, "“\(name)” must be a text.")
            return nil
        }
        guard !text.isEmpty, text.utf8.count <= max else {
            refuse(name, text.isEmpty ? "“\(name)” must not be empty." : "“\(name)” must have no more than \(max) bytes.")
            return nil
        }
        // No database stores it.
        guard !text.utf8.contains(0) else {
            refuse(name, "“\(name)” must not contain the character U+0000.")
            return nil
        }
        return text
    }

    /// A required truth value. Returns false after an error was recorded.
    package mutating func flag(_ name: String) -> Bool {
        guard case .bool(let value)? = self.value(name) else {
            refuse(name, "“\(name)” must be true or false.")
            return false
        }
        return value
    }

    /// An optional truth value: the member may be missing or null.
    package mutating func optionalFlag(_ name: String) -> Bool? {
        guard let value = self.value(name), value != .null else { return nil }
        return flag(name)
    }

    /// An optional whole number of that range: the member may be missing or null.
    package mutating func optionalInteger(_ name: String, _ range: ClosedRange<Int>) -> Int? {
        guard let value = self.value(name), value != .null else { return nil }
        guard case .integer(let number) = value, let whole = Int(exactly: number), range.contains(whole) else {
            refuse(name, "“\(name)” must be a whole number from \(range.lowerBound) to \(range.upperBound).")
            return nil
        }
        return whole
    }

    package mutating func optionalTexts(_ name: String, max: Int = 1000) -> [String]? {
        guard let value = self.value(name), value != .null else { return nil }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count, texts.count <= max else {
            refuse(name, "“\(name)” must be a list of texts.")
            return nil
        }
        return texts
    }

    /// Throws a `Problem` (400 for unknown members, 422 for wrong values) if there was any mistake.
    package func finish() throws {
        let unknown = members.map(\.0).filter { !asked.contains($0) }
        if !unknown.isEmpty {
            throw Problem(
                status: 400, code: "unknown-member", title: .english("The body has members that are not known here."),
                detail: .english("Take out: \(unknown.prefix(10).map { String($0.prefix(64)) }.joined(separator: ", "))."),
                fields: unknown.prefix(10).map { FieldError(String($0.prefix(64)), .english("This member is not known here.")) })
        }
        guard errors.isEmpty else {
            throw Problem(
                status: 422, code: "invalid-members", title: .english("Something in the body needs another value."), fields: errors)
        }
    }
}

extension WebRequest {
    /// The body as a JSON object. Throws a `Problem` for another content type (415) or for a body that is not a JSON object (400).
    package func jsonObject() throws -> JSONObject {
        let type = mediaType
        guard type == "application/json" || type.hasSuffix("+json") else {
            throw Problem(
                status: 415, code: "unsupported-media-type", title: .english("The body must be JSON."),
                detail: .english("Send Content-Type: application/json.")
            )
        }
        return try JSONObject(JSON(reading: body))
    }

    /// For an address that takes no body: an empty one and `{}` are none, and a member would change nothing, so it is refused.
    /// Called after the caller's right was checked, so that outsiders learn nothing.
    package func checkNoMembers() throws {
        guard !body.isEmpty else { return }
        try jsonObject().finish()
    }
}
