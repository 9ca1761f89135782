import Foundation
import TestSupport
package import Web

/// One request to the ID with its answer, an entry of `Tests/Specification/exchanges.json`. The fake ID answers from this list alone, and
/// APITests puts each of its requests to the real ID.
package struct Exchange: Sendable, CustomStringConvertible {
    /// The method and the pattern of the path: `GET /api/v1/accounts/:account/members/:member`.
    package let route: String
    package let path: String
    /// The asking person's role at the dashboard; `product` for the product itself, `nobody` for a person whose token is not accepted.
    package let asker: String
    package let body: JSON?
    /// Sent in place of a body. `{code}` and its like stand for what the ID gave before.
    package let form: String?
    package let status: Int
    /// null where the answer has no body.
    package let answer: JSON

    package var method: String { String(route.prefix { $0 != " " }) }
    package var description: String { "\(method) \(path) as \(asker)\(form.map { " with " + $0 } ?? "")" }

    private static let read = Result { try readFile() }

    /// All exchanges, in the order in which they happened.
    package static func all() throws -> [Exchange] { try read.get() }

    /// The first exchange that fits. Throws if there is none.
    package static func first(where fits: (Exchange) -> Bool) throws -> Exchange {
        guard let found = try all().first(where: fits) else { throw Missing() }
        return found
    }

    /// No exchange is recorded for a request.
    package struct Missing: Error {}

    /// Whether the exchange is of the route of this call: a method and a path.
    func isOfRoute(_ call: String) -> Bool {
        let pattern = route.split(separator: "/")
        let parts = call.split(separator: "/")
        return pattern.count == parts.count && zip(pattern, parts).allSatisfy { $0.hasPrefix(":") || $0 == $1 }
    }

    private static func readFile() throws -> [Exchange] {
        let file = Vectors.project.appending(path: "Tests/Specification/exchanges.json")
        return try (JSON(reading: Array(Data(contentsOf: file))).array ?? []).map { entry in
            guard let route = entry["route"]?.string, let path = entry["path"]?.string, let asker = entry["as"]?.string,
                let status = entry["status"]?.integer
            else { throw Missing() }
            return Exchange(
                route: route, path: path, asker: asker, body: entry["body"], form: entry["form"]?.string, status: Int(status),
                answer: entry["answer"] ?? .null)
        }
    }
}

extension JSON {
    /// Members whose values are drawn anew for each answer.
    private static let drawn: Set<String> = [
        "access_token", "refresh_token", "id_token", "client_secret", "jti", "reference", "kid", "n", "x", "y",
    ]

    /// The value without what is drawn anew for each answer. Two answers to the same request are then equal. Lists are sorted, because
    /// what is made in the same millisecond has no order.
    package var settled: JSON {
        switch self {
        case .array(let items): .array(items.map(\.settled).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) })
        case .object(let members):
            .object(members.map { ($0.0, Self.drawn.contains($0.0) && $0.1.string != nil ? "drawn" : $0.1.settled) })
        default: self
        }
    }

    /// Whether this has the shape of one of the recorded values: the same members, and values of the same types. The members of `areas`
    /// are a product's own.
    package func fits(_ recorded: [JSON]) -> Bool {
        switch self {
        case .null: recorded.contains(.null)
        case .bool: recorded.contains { $0.bool != nil }
        case .integer, .number: recorded.contains { $0.integer != nil }
        case .string: recorded.contains { $0.string != nil }
        case .array(let items):
            recorded.contains { $0.array != nil } && items.allSatisfy { $0.fits(recorded.flatMap { $0.array ?? [] }) }
        case .object(let members): Self.fit(members, recorded.filter { Set($0.object?.map(\.0) ?? []) == Set(members.map(\.0)) })
        }
    }

    private static func fit(_ members: [(String, JSON)], _ alike: [JSON]) -> Bool {
        !alike.isEmpty
            && members.allSatisfy { name, value in
                if name == "areas", let levels = value.object { return levels.allSatisfy { ["view", "manage"].contains($0.1.string) } }
                return value.fits(alike.compactMap { $0[name] })
            }
    }

    /// A role or an area as the ID names it, with the same name in each language.
    package static func named(_ id: String, _ name: String) -> JSON {
        ["id": .string(id), "name": .string(name), "names": ["en": .string(name), "sv": .string(name)]]
    }

    /// The object with another value for one of its members.
    package func with(_ name: String, _ value: JSON) -> JSON { .object((object ?? []).map { ($0.0, $0.0 == name ? value : $0.1) }) }
}
