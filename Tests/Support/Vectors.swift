package import Foundation

/// Files that tests read: our own vectors from the project, published ones from `LANYARD_VECTORS`.
package enum Vectors {
    /// The project's root, found from where this file was compiled.
    package static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// A published vector file. If it is missing, prints what is skipped and returns nil.
    package static func published(_ path: String) -> Data? {
        let folder = ProcessInfo.processInfo.environment["LANYARD_VECTORS"] ?? project.appending(path: "../shared/vectors").path
        guard let data = try? Data(contentsOf: URL(filePath: folder).appending(path: path)) else {
            print("SKIPPED: published vectors \(path) are not at \(folder); set LANYARD_VECTORS")
            return nil
        }
        return data
    }

    /// A vector file of this project (`Tests/Vectors`).
    package static func own(_ path: String) throws -> Data {
        try Data(contentsOf: project.appending(path: "Tests/Vectors").appending(path: path))
    }

    /// A file of the example data (`Examples`).
    package static func example(_ path: String) throws -> Data {
        try Data(contentsOf: project.appending(path: "Examples").appending(path: path))
    }
}
