/// A path of one of our servers, written once: routes are registered with it, links lead to it, forms post to it, tests ask for it.
///
///     enum UserPath {
///         static let list = Path("/users")
///         static let member = PathTo<MemberID>("/users/:member")
///     }
///
///     routes.get(UserPath.member, as: InAccount.self) { proof, request, site in
///         let member = try request.parameters(of: UserPath.member)
///         return .redirect(UserPath.member(member))
///     }
package struct Path: Sendable, Hashable, CustomStringConvertible {
    /// The path with its query, percent-encoded.
    package let text: String

    package init(_ path: StaticString) { text = "\(path)" }
    init(filled text: String) { self.text = text }

    package var description: String { text }

    /// The path with these parameters as its query. A parameter that is nil is left out.
    package func query(_ parameters: [(String, String?)]) -> Path {
        let query = PercentCoding.query(parameters)
        return query.isEmpty ? self : Path(filled: text + (text.contains("?") ? "&" : "?") + query)
    }

    /// The path with this query, which is encoded already. Its question mark stays if the query is empty.
    package func query(encoded query: String) -> Path { Path(filled: text + "?" + query) }
}

/// What a route is registered with.
package protocol RoutePath: Sendable {
    /// The path with `:name` for each parameter.
    var template: String { get }
}

extension Path: RoutePath {
    package var template: String { text }
}
