import Foundation

extension Repository {
    /// The folders of Sources: one for each target that is part of the server.
    static func sourceFolders() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path).filter { !$0.hasPrefix(".") }.sorted()
    }

    /// What each Swift file below the folder imports.
    static func imports(below folder: String) throws -> [(file: String, module: String)] {
        let line =
            /^\s*(?:@[A-Za-z]+ )*(?:(?:internal|package|public|private|fileprivate) )?import (?:(?:struct|class|enum|protocol|func|typealias) )?([A-Za-z0-9_]+)/
        return try files(below: [folder]).filter { $0.hasSuffix(".swift") }.flatMap { file in
            try text(of: file).split(separator: "\n")
                .filter { $0.contains("import ") }
                .compactMap { $0.firstMatch(of: line) }
                .map { (file, String($0.1)) }
        }
    }
}
