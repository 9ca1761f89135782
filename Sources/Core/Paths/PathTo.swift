/// A path with parameters: `PathTo<AccountID, MemberID>("/accounts/:account/members/:member")`. Called with values, it is a `Path`.
package struct PathTo<each Parameter: PathParameter>: Sendable {
    package let template: String

    package init(_ template: StaticString) { self.template = "\(template)" }

    /// The path with its parameters filled in, each percent-encoded.
    package func callAsFunction(_ parameter: repeat each Parameter) -> Path {
        var values: [String] = []
        for value in repeat each parameter { values.append(value.pathText) }
        var rest = values[...]
        let segments = template.split(separator: "/").map { segment in
            segment.hasPrefix(":") ? PercentCoding.encode(rest.popFirst() ?? "") : String(segment)
        }
        return Path(filled: "/" + segments.joined(separator: "/"))
    }

    /// The names of the parameters in their order.
    package var names: [String] { template.split(separator: "/").filter { $0.hasPrefix(":") }.map { String($0.dropFirst()) } }
}

extension PathTo: RoutePath {}

/// A value that stands for one segment of a path.
package protocol PathParameter: Sendable {
    var pathText: String { get }
    /// nil if the segment is no value of this type.
    init?(pathText: String)
}

extension Identifier: PathParameter {
    package var pathText: String { text }
    package init?(pathText: String) { self.init(pathText) }
}

extension String: PathParameter {
    package var pathText: String { self }
    package init?(pathText: String) { self = pathText }
}
