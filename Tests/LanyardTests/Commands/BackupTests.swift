import Foundation
import SQL
import TestSupport
import Testing

@testable import Lanyard

@Suite("Backups")
struct BackupTests {
    private static func folder() -> String { FileManager.default.temporaryDirectory.appending(path: "lanyard-backup-\(UUID())").path }

    @Test("All data is copied while the server runs, and the folder says what it holds", .onEveryDatabase)
    func beside() async throws {
        try await RunningServer.with(example: true) { server in
            let folder = Self.folder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let made = try await Backup(installation: server.installation, folder: folder).make()
            #expect(try BackupManifest(in: folder) == made)
            #expect(made.files.allSatisfy { $0.bytes > 1000 && $0.sha256.count == 64 })
            #expect(made.schema.keys.sorted() == ["dashboard", "id", "mail"])
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(Set(files) == Set(made.files.map(\.name) + ["backup.json"]), "and no key: \(files)")
            for file in files {
                let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + file)[.posixPermissions] as? Int
                #expect(mode == 0o600, "\(file)")
            }
            await #expect(throws: CommandError.self) { try await Backup(installation: server.installation, folder: folder).make() }
            #expect(try BackupManifest(in: folder) == made, "what was there stays")
        }
    }

    @Test("With the master key, the copy is the data again; a folder without its last file, or with a changed one, is no backup")
    func again() async throws {
        try await CommandLine.withExample { lanyard in
            let folder = Self.folder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let made = try lanyard("backup", folder, "--json")
            #expect(made.status == 0, "\(made.errors)")
            #expect(made.field("database") == "sqlite")
            let key = try lanyard("key", "export").output
            try Data(key.utf8).write(to: URL(filePath: folder + "/master.key"))
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/master.key")
            #expect(try CommandLine(data: folder)("person", "list", "--json").output == lanyard("person", "list", "--json").output)
            #expect(try lanyard("backup", folder).errors.contains("holds something already"))
            #expect(try lanyard("backup", "/proc/nowhere").status == 1)
            try FileManager.default.removeItem(atPath: folder + "/backup.json")
            #expect(try lanyard("rollout", "finish", "dashboard", "--backup", folder).errors.contains("no whole backup"))
        }
    }
}
