import Foundation
import Testing

@Suite("The walls between the targets")
struct ImportTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "Sources")

    @Test("No target imports another of ours against the allowed arrows")
    func arrows() throws {
        let ours = try Set(folders())
        var wrong: [String] = []
        for target in ours.sorted() where target != AllowedArrows.everything {
            for (file, module) in try imports(of: target) where ours.contains(module) && module != target {
                let allowed =
                    AllowedArrows.byTarget[target]?.contains(module) == true || AllowedArrows.wrappers[module]?.contains(target) == true
                if !allowed { wrong.append("\(target)/\(file) imports \(module)") }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    }

    @Test("Every target of ours has its arrows written down")
    func everyTargetIsKnown() throws {
        let known = Set(AllowedArrows.byTarget.keys).union(AllowedArrows.wrappers.keys).union([AllowedArrows.everything])
        let unknown = try folders().filter { !known.contains($0) }
        #expect(unknown.isEmpty, "No arrows are written for \(unknown)")
    }

    @Test("Imports are found at all, so that the walls are really looked at")
    func importsAreFound() throws {
        #expect(try imports(of: "SQL").contains { $0.module == "Core" })
    }

    @Test("No folder or file has a name that could hold anything")
    func namesSayWhatTheyHold() throws {
        let vague = /(?:^|\/)(?:Utils?|Helpers?|Common|Misc|Managers?)(?:\/|\.swift$|\+)/
        let found = try FileManager.default.subpathsOfDirectory(atPath: Self.sources.path).filter { $0.firstMatch(of: vague) != nil }
        #expect(found.isEmpty, "\(found)")
    }

    private func folders() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Self.sources.path).filter { !$0.hasPrefix(".") }
    }

    private func imports(of target: String) throws -> [(file: String, module: String)] {
        let folder = Self.sources.appending(path: target)
        let line =
            /(?m)^(?:@[A-Za-z]+ )*(?:(?:internal|package|public|private|fileprivate) )?import (?:struct |class |enum |protocol |func )?([A-Za-z0-9_]+)/
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".swift") }.flatMap { file in
            try String(contentsOf: folder.appending(path: file), encoding: .utf8).matches(of: line).map { (file, String($0.1)) }
        }
    }
}
