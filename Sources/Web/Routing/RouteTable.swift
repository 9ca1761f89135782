/// Finds the route of a path. Fixed segments take precedence over parameters, and the whole path must match.
struct RouteTable: Sendable {
    private struct Node: Sendable {
        var fixed: [String: Int] = [:]
        var parameter: (name: String, node: Int)?
        var routes: [String: Int] = [:]
        /// The routes below this node.
        var below: [Int] = []
    }
    private var nodes = [Node()]
    let routes: [Route]

    enum Match {
        case route(Route, parameters: [(name: String, value: String)])
        /// There is a route for the path, but not for the method.
        case otherMethods([String], RefusalManner)
        case none(RefusalManner)
    }

    init(_ routes: [Route]) {
        self.routes = routes
        for (index, route) in routes.enumerated() {
            var node = 0
            for part in route.entry.path.split(separator: "/") {
                nodes[node].below.append(index)
                node = child(of: node, for: String(part))
            }
            precondition(nodes[node].routes[route.entry.method] == nil, "two routes for \(route.entry.method) \(route.entry.path)")
            nodes[node].routes[route.entry.method] = index
        }
    }

    private mutating func child(of node: Int, for part: String) -> Int {
        if part.hasPrefix(":") {
            let name = String(part.dropFirst())
            if let known = nodes[node].parameter {
                precondition(known.name == name, "two names for one parameter: \(known.name), \(name)")
                return known.node
            }
            nodes.append(Node())
            nodes[node].parameter = (name, nodes.count - 1)
            return nodes.count - 1
        }
        if let known = nodes[node].fixed[part] { return known }
        nodes.append(Node())
        nodes[node].fixed[part] = nodes.count - 1
        return nodes.count - 1
    }

    func match(method: String, segments: [String]) -> Match {
        var parameters: [(name: String, value: String)] = []
        guard let node = find(segments[...], from: 0, &parameters) else { return .none(manner(near: segments)) }
        let found = nodes[node].routes
        if let index = found[method] ?? (method == "HEAD" ? found["GET"] : nil) { return .route(routes[index], parameters: parameters) }
        let methods = found.keys.sorted() + (found["GET"] != nil && found["HEAD"] == nil ? ["HEAD"] : [])
        return .otherMethods(methods.sorted(), RefusalManner(found.values.map { routes[$0] }))
    }

    /// The nearest path at or above this one that answers GET; `/` if there is none.
    func page(atOrAbove path: String) -> String {
        var segments = path.split(separator: "/").map(String.init)
        while !segments.isEmpty {
            var parameters: [(name: String, value: String)] = []
            if let node = find(segments[...], from: 0, &parameters), nodes[node].routes["GET"] != nil {
                return "/" + segments.joined(separator: "/")
            }
            segments.removeLast()
        }
        return "/"
    }

    /// How a refusal is sent for an unknown path: decided by the routes at or below the longest known part of the path.
    func manner(near segments: [String]) -> RefusalManner {
        var node = 0
        var rest = segments[...]
        while let segment = rest.first, let next = nodes[node].fixed[segment] ?? nodes[node].parameter?.node {
            node = next
            rest = rest.dropFirst()
        }
        let own = Array(nodes[node].routes.values)
        let near = nodes[node].below.isEmpty || (rest.isEmpty && !own.isEmpty) ? own : nodes[node].below
        return RefusalManner(near.map { routes[$0] })
    }

    private func find(_ segments: ArraySlice<String>, from node: Int, _ parameters: inout [(name: String, value: String)]) -> Int? {
        guard let segment = segments.first else { return nodes[node].routes.isEmpty ? nil : node }
        if let next = nodes[node].fixed[segment], let found = find(segments.dropFirst(), from: next, &parameters) { return found }
        guard let (name, next) = nodes[node].parameter else { return nil }
        let count = parameters.count
        parameters.append((name, segment))
        if let found = find(segments.dropFirst(), from: next, &parameters) { return found }
        parameters.removeSubrange(count...)
        return nil
    }
}
