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

    @Test("A key or a folder that others can read is refused, with the command that mends it")
    func readableByOthers() async throws {
        let data = try await ExampleTemplate.shared.copy(example: false)
        var command = CommandLine(data: data.folder.path)
        command.environment["LANYARD_DATABASE"] = data.database
        #expect(try command("person", "list").status == 0)
        let key = data.folder.appending(path: "master.key").path
        for (path, mode, own) in [
            (key, 0o640, 0o600), (key, 0o604, 0o600), (data.folder.path, 0o750, 0o700), (data.folder.path, 0o701, 0o700),
        ] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let refused = try command("person", "list")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("chmod \(String(own, radix: 8)) \(path)"), "\(refused.errors)")
            try FileManager.default.setAttributes([.posixPermissions: own], ofItemAtPath: path)
        }
        #expect(try command("person", "list").status == 0)
        await data.remove()
    }
}
