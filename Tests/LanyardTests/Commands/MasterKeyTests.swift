import Foundation
import TestSupport
import Testing

@testable import Lanyard

@Suite("The master key", .serialized, .onEveryDatabase)
struct MasterKeyTests {
    @Test(
        "A second machine without the first one's master key is told to copy it, before it changes anything",
        arguments: ["key rotate", "import mail-jsonl Examples/mail-users.jsonl"])
    func otherKey(sealing: String) async throws {
        let data = try await ExampleTemplate.shared.copy(example: false)
        let second = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: second) }
        var here = CommandLine(data: data.folder.path)
        var there = CommandLine(data: second.path)
        here.environment["LANYARD_DATABASE"] = data.database
        there.environment["LANYARD_DATABASE"] = data.database
        let words = sealing.split(separator: " ").map { $0.hasPrefix("Examples") ? Vectors.project.appending(path: $0).path : String($0) }
        #expect(try here(words).status == 0)
        for name in try FileManager.default.contentsOfDirectory(atPath: data.folder.path) where name != "master.key" {
            try FileManager.default.copyItem(at: data.folder.appending(path: name), to: second.appending(path: name))
        }
        for command in [["person", "list"], ["serve", "--only", "dashboard"], ["key", "rotate"]] {
            let refused = try there(command)
            #expect(refused.status == 1)
            #expect(refused.errors.contains("master.key") && refused.errors.contains("Copy"), "\(refused.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: second.appending(path: "master.key").path))
        try FileManager.default.copyItem(at: data.folder.appending(path: "master.key"), to: second.appending(path: "master.key"))
        #expect(try there("person", "list").status == 0)
        try Data("1 \(String(repeating: "ab", count: 32))\n".utf8).write(to: second.appending(path: "master.key"))
        #expect(try there("person", "list").errors.contains("is not the one"))
        await data.remove()
    }
}
