/// What Package.swift declares, read from its text: the helpers `target`, `tests` and `program` of that file are known here.
struct Manifest {
    struct Target {
        let name: String
        let folder: String
        /// Modules: ours by name, a package's product by the name of its module.
        let dependencies: Set<String>
        /// Programs of ours that the target starts and does not import.
        let programs: Set<String>
    }

    struct Package: Equatable {
        let name: String
        let version: String
    }

    private(set) var targets: [Target] = []
    /// Targets without Swift code: C libraries and the assets.
    let foreign: Set<String>
    /// Packages that are asked for in one exact version, and how many are asked for in all.
    let exact: [Package]
    let packages: Int

    init() throws {
        let text = try Repository.text(of: "Package.swift")
        let products = text.matches(of: /let (\w+): Target\.Dependency = \.product\(name: "(\w+)"/)
        let modules = Dictionary(uniqueKeysWithValues: products.map { (String($0.1), String($0.2)) })
        foreign = Set(text.matches(of: /\.(?:systemLibrary\(|target\()name: "(\w+)", (?!dependencies)/).map { String($0.1) })
        packages = text.matches(of: /\.package\(/).count
        exact = text.matches(of: /\.package\(url: "[^"]+\/([^"\/]+)", exact: "([^"]+)"/).map {
            Package(name: $0.1.lowercased(), version: String($0.2))
        }
        for call in text.matches(of: /\b(target|tests)\(\s*"(\w+)"(?:,\s*\[([^\]]*)\])?/) {
            let parent = call.1 == "tests" ? "Tests" : "Sources"
            targets.append(Target(String(call.2), "\(parent)/\(call.2)", call.3 ?? "", modules))
        }
        for call in text.matches(
            of: /\.(?:target|executableTarget)\(\s*name: "(\w+)",\s*dependencies: \[([^\]]*)\](?:,\s*path: "([^"]+)")?/)
        {
            targets.append(Target(String(call.1), call.3.map(String.init) ?? "Sources/\(call.1)", call.2, modules))
        }
    }
}

extension Manifest.Target {
    fileprivate init(_ name: String, _ folder: String, _ list: Substring, _ modules: [String: String]) {
        self.name = name
        self.folder = folder
        programs = Set(list.matches(of: /program\("(\w+)"\)/).map { String($0.1) })
        let others = list.replacing(/program\("\w+"\)/, with: "")
        let ours = others.matches(of: /"(\w+)"/).map { String($0.1) }
        let constants = others.replacing(/"\w+"/, with: "").matches(of: /\w+/).map { String($0.0) }
        dependencies = Set(ours).union(constants.map { modules[$0] ?? $0 })
    }
}
