import API
import Access
import Core
import Foundation
import HTTPTypes
import TestSupport
import Testing
import Web
import Yams

@Suite struct DescriptionTests {
    @Test("The OpenAPI file, the readable page and the route table name the same addresses, each once")
    func sameAddresses() async throws {
        try await APIWorld.with { world in
            let routes = world.website.entries.filter { $0.kind == .api && $0.path != "/api/openapi.yaml" && !$0.path.hasPrefix("/scim/") }
                .map { "\($0.method) \($0.path.replacing(#/:([a-z]+)/#) { "{\($0.1)}" })" }
            let guide =
                (APIGuide.management + APIGuide.clients + APIGuide.catalogs + APIGuide.move + APIGuide.notices + APIGuide.billing
                + APIGuide.decisions).map { "\($0.method) \($0.path)" }
            let file = try await OpenAPIFile(world)
            #expect(guide.sorted() == routes.sorted())
            #expect(file.operations.map { "\($0.method) \($0.path)" }.sorted() == routes.sorted())
            let names = file.operations.compactMap { $0.node["operationId"]?.string }
            #expect(Set(names).count == routes.count, "each operation has a name of its own")
            let page = await world.send(.get, APIPath.guide, token: nil)
            #expect(page.status == 200)
            for entry in APIGuide.management { #expect(page.text.contains(entry.summary.replacing("'", with: "&#39;"))) }
        }
    }

    @Test("Under /api/v1 a parameter that is described is taken, and any other is refused by name")
    func parameters() async throws {
        try await APIWorld.with { world in
            let operations = try await OpenAPIFile(world).operations.filter { $0.path.hasPrefix("/api/v1") }
            let token = try await world.token(of: world.member("administrator").person)
            let manager = try await world.managerToken()
            let keeper = try await world.catalogToken()
            let all = Set(operations.flatMap(\.parameters)).union(["surprise"])
            #expect(all.isSuperset(of: ["after", "limit", "product", "revoke", "area", "account"]))
            for operation in operations {
                let path = operation.path.replacing("{account}", with: world.elsewhere.text).replacing("{product}", with: "dashboard")
                let isCatalogs = operation.path.contains("/catalog")
                for name in all {
                    let method = try #require(HTTPRequest.Method(operation.method))
                    let isOperators = operation.node["security"]?.array().first?["operator"] != nil
                    let isOfProduct = operation.node["security"]?.array().first?["product"] != nil
                    let answer =
                        isOfProduct
                        ? await world.send(
                            method, path + "?\(name)=dashboard", token: nil, [], headers: ["Authorization": world.basic(world.product)])
                        : await world.send(
                            method, path + "?\(name)=dashboard", token: isCatalogs ? keeper : isOperators ? manager : token, [])
                    let isRefused = answer.code == "unknown-parameter"
                    #expect(
                        isRefused == !operation.parameters.contains(name), "\(operation.method) \(operation.path) \(name): \(answer.text)")
                    if isRefused { #expect(answer.status == 400 && answer.body["detail"]?.string?.contains(name) == true) }
                }
            }
        }
    }

    @Test("Whatever the OpenAPI file refers to is in it, and whatever it keeps for that is referred to")
    func references() async throws {
        try await APIWorld.with { world in
            let file = try await OpenAPIFile(world)
            var parts: Set<String> = []
            for kind in ["parameters", "responses", "schemas"] {
                for (name, _) in try #require(file.root["components"]?[kind]?.mapping) {
                    parts.insert("#/components/\(kind)/\(try #require(name.string))")
                }
            }
            #expect(Set(file.references(in: file.root)) == parts)
        }
    }

    @Test("What decisions are and where is found at the well-known address")
    func metadata() async throws {
        try await APIWorld.with { world in
            let answer = await world.send(.get, APIPath.authZENConfiguration, token: nil)
            #expect(answer.body["policy_decision_point"]?.string == APIWorld.issuer)
            #expect(answer.body["access_evaluation_endpoint"]?.string == APIWorld.issuer + "/access/v1/evaluation")
            #expect(answer.body["access_evaluations_endpoint"]?.string == APIWorld.issuer + "/access/v1/evaluations")
        }
    }
}

/// The OpenAPI file as served. (Yams refuses a mapping with duplicate keys.)
struct OpenAPIFile {
    struct Operation {
        let method: String
        let path: String
        let node: Node
        /// The names of its query parameters.
        let parameters: [String]
    }
    let root: Node
    let operations: [Operation]

    init(_ world: APIWorld) async throws {
        let file = await world.send(.get, APIPath.description, token: nil)
        #expect(file.status == 200)
        let root = try #require(try Yams.compose(yaml: file.text))
        self.root = root
        var operations: [Operation] = []
        for (path, item) in try #require(root["paths"]?.mapping) {
            for method in ["get", "post", "put", "patch", "delete"] {
                guard let node = item[method] else { continue }
                let parameters = [item, node].flatMap { $0["parameters"].map { Array($0.array()) } ?? [] }.compactMap { parameter in
                    let name = parameter["$ref"]?.string?.split(separator: "/").last.map(String.init)
                    let found = name.flatMap { root["components"]?["parameters"]?[$0] } ?? parameter
                    return found["in"]?.string == "query" ? found["name"]?.string : nil
                }
                operations.append(
                    Operation(method: method.uppercased(), path: try #require(path.string), node: node, parameters: parameters))
            }
        }
        self.operations = operations
    }

    func references(in node: Node) -> [String] {
        switch node {
        case .mapping(let mapping):
            mapping.flatMap { key, value in key.string == "$ref" ? [value.string ?? ""] : references(in: value) }
        case .sequence(let items): items.flatMap(references)
        default: []
        }
    }
}
