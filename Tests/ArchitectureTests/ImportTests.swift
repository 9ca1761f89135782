import Foundation
import Testing

@Suite("The walls between the targets")
struct ImportTests {
    @Test("No target imports another of ours against the allowed arrows")
    func arrows() throws {
        let arrows = try AllowedArrows()
        let ours = try Set(Repository.sourceFolders())
        var wrong: [String] = []
        for target in ours.sorted() where !arrows.unlimited.contains(target) {
            for (file, module) in try Repository.imports(below: "Sources/\(target)") where ours.contains(module) && module != target {
                if arrows.byTarget[target]?.contains(module) != true { wrong.append("\(file) imports \(module)") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test("Arrows are written for every target of ours that imports another, and for nothing else")
    func everyTargetIsKnown() throws {
        let arrows = try AllowedArrows()
        let written = Set(arrows.byTarget.keys).union(arrows.unlimited)
        let ours = try Set(Repository.sourceFolders())
        let importing = try ours.filter { target in
            try Repository.imports(below: "Sources/\(target)").contains { ours.contains($0.module) && $0.module != target }
        }
        #expect(written == importing)
        #expect(arrows.byTarget.values.reduce(Set(), { $0.union($1) }).subtracting(ours).isEmpty)
    }

    @Test("Imports are found at all, so that the walls are really looked at")
    func importsAreFound() throws {
        #expect(try Repository.imports(below: "Sources/SQL").contains { $0.module == "Core" })
    }

    @Test("No folder or file has a name that could hold anything")
    func namesSayWhatTheyHold() throws {
        let vague = /(?:^|\/)(?:Utils?|Helpers?|Common|Misc|Managers?)(?:\/|\.swift$|\+)/
        let sources = Repository.root.appending(path: "Sources").path
        let found = try FileManager.default.subpathsOfDirectory(atPath: sources).filter { $0.firstMatch(of: vague) != nil }
        #expect(found.isEmpty, "\(found)")
    }
}
