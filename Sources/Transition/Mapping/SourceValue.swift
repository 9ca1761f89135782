internal import Foundation

/// A value of a foreign export: a field of CSV, or a member of a JSON object, whatever its type.
enum SourceValue: Sendable, Equatable {
    case nothing
    /// A text, a number or a truth value.
    case text(String)
    case list([SourceValue])
    case object([String: SourceValue])

    /// The text of it, trimmed; empty for what is no text.
    var text: String { if case .text(let text) = self { text.trimmed } else { "" } }

    /// Each text in it: of a list its members', of a text itself.
    var texts: [String] {
        switch self {
        case .list(let members): members.map(\.text).filter { !$0.isEmpty }
        default: text.isEmpty ? [] : [text]
        }
    }

    /// nil for what is no JSON, or deeper than 16 levels.
    init?(json: ArraySlice<UInt8>) {
        guard JSONDepth.isAtMost(16, in: json), let value = try? JSONDecoder().decode(Decoded.self, from: Data(json)) else { return nil }
        self = value.value
    }

    private struct Decoded: Decodable {
        let value: SourceValue

        private struct Name: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }
            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws {
            if let members = try? decoder.container(keyedBy: Name.self) {
                var object: [String: SourceValue] = [:]
                for name in members.allKeys { object[name.stringValue] = try members.decode(Decoded.self, forKey: name).value }
                value = .object(object)
                return
            }
            if var members = try? decoder.unkeyedContainer() {
                var list: [SourceValue] = []
                while !members.isAtEnd { list.append(try members.decode(Decoded.self).value) }
                value = .list(list)
                return
            }
            let single = try decoder.singleValueContainer()
            if single.decodeNil() {
                value = .nothing
            } else if let text = try? single.decode(String.self) {
                value = .text(text)
            } else if let flag = try? single.decode(Bool.self) {
                value = .text(flag ? "true" : "false")
            } else if let number = try? single.decode(Int64.self) {
                value = .text("\(number)")
            } else if let number = try? single.decode(UInt64.self) {
                value = .text("\(number)")
            } else {
                // What has more digits than can be kept is nothing: an id must not become another's.
                let number = try? single.decode(Double.self)
                value = number.map { $0.magnitude < 9e15 ? .text("\($0)") : .nothing } ?? .nothing
            }
        }
    }
}
