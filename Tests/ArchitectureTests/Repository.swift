import Foundation
import Synchronization

/// The repository that this file lies in; paths in it are written from its root.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What people write and others may cite from. Scripts in `bin` have no ending.
    private static let written: Set<String> = ["swift", "py", "sh", "c", "h", "yaml", "css", "js", "md", "properties", ""]

    /// The written files below these folders, in order.
    static func files(below folders: [String]) throws -> [String] {
        try folders.flatMap { folder in
            try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
                .map { "\(folder)/\($0)" }
                .filter { written.contains(URL(filePath: $0).pathExtension) && isFile($0) }
                .sorted()
        }
    }

    private static let read = Mutex<[String: SwiftCode]>([:])

    /// The code of a Swift file, read once for all tests. Other work goes on between one file and the next.
    static func code(of path: String) async throws -> SwiftCode {
        await Task.yield()
        if let known = read.withLock({ $0[path] }) { return known }
        let code = try SwiftCode(text(of: path))
        read.withLock { $0[path] = code }
        return code
    }

    static func text(of path: String) throws -> String { try String(contentsOf: root.appending(path: path), encoding: .utf8) }

    static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isFolder)
        return isThere && !isFolder.boolValue
    }

    static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isFolder) && isFolder.boolValue
    }
}
