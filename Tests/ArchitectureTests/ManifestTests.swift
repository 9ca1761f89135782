import Foundation
import Testing

@Suite("The manifest tells the truth")
struct ManifestTests {
    /// What comes with Swift and the system, and is declared nowhere.
    private static let system: Set<String> = ["Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Testing"]

    private let manifest: Manifest

    init() throws { manifest = try Manifest() }

    @Test("Every target imports each of its dependencies, but for the programs it starts")
    func everyDependencyIsImported() throws {
        var idle: [String] = []
        for target in manifest.targets {
            let imported = try modules(of: target)
            for module in target.dependencies.subtracting(imported).sorted() { idle.append("\(target.name) never imports \(module)") }
            for module in target.programs.intersection(imported).sorted() {
                idle.append("\(target.name) imports \(module), which is declared as a program")
            }
        }
        #expect(idle.isEmpty, "\(idle.joined(separator: "\n"))")
    }

    @Test("Every target declares each module that it imports")
    func everyImportIsDeclared() throws {
        var undeclared: [String] = []
        for target in manifest.targets {
            for module in try modules(of: target).subtracting(target.dependencies).subtracting(Self.system).sorted() {
                undeclared.append("\(target.name) imports \(module) without declaring it")
            }
        }
        #expect(undeclared.isEmpty, "\(undeclared.joined(separator: "\n"))")
    }

    @Test("Every target of the server declares exactly its allowed arrows")
    func arrowsAreDeclared() throws {
        let arrows = try AllowedArrows()
        let ours = try Set(Repository.sourceFolders())
        var wrong: [String] = []
        for target in manifest.targets where target.folder.hasPrefix("Sources/") && !arrows.unlimited.contains(target.name) {
            let declared = target.dependencies.intersection(ours)
            let allowed = arrows.byTarget[target.name] ?? []
            for module in allowed.subtracting(declared).sorted() { wrong.append("Nothing uses the arrow \(target.name) -> \(module)") }
            for module in declared.subtracting(allowed).sorted() { wrong.append("No arrow allows \(target.name) -> \(module)") }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test("Every folder of Sources and every folder of Swift tests is a target of the manifest")
    func everyFolderIsDeclared() throws {
        let declared = Set(manifest.targets.map(\.folder)).union(manifest.foreign.map { "Sources/\($0)" })
        let tests = try FileManager.default.contentsOfDirectory(atPath: Repository.root.appending(path: "Tests").path)
            .map { "Tests/\($0)" }
            .filter { try !Repository.imports(below: $0).isEmpty }
        let folders = try Repository.sourceFolders().map { "Sources/\($0)" } + tests
        #expect(Set(folders).subtracting(declared).isEmpty)
        #expect(Set(declared.filter { $0.hasPrefix("Sources/") }) == Set(folders.filter { $0.hasPrefix("Sources/") }))
    }

    @Test("Every package is asked for in one exact version, the one in bin/dependencies.txt")
    func versionsAreExact() throws {
        let listed = try Repository.text(of: "bin/dependencies.txt").split(separator: "\n").map(String.init)
        #expect(manifest.exact.count == manifest.packages)
        #expect(manifest.exact.filter { !listed.contains("\($0.name) \($0.version)") } == [])
    }

    private func modules(of target: Manifest.Target) throws -> Set<String> {
        try Set(Repository.imports(below: target.folder).map(\.module))
    }
}
