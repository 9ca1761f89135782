import Foundation
import Identity
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

    @Test("A restore checks the sums and the key, writes over nothing, and a failed one leaves nothing")
    func restored() async throws {
        try await CommandLine.withExample { lanyard in
            let folder = Self.folder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            #expect(try lanyard("backup", folder).status == 0)
            let key = try lanyard.file("key.txt", lanyard("key", "export").output)
            let other = try lanyard.file("other.txt", "1 " + String(repeating: "ab", count: 32) + "\n")
            var new = lanyard
            new.data = folder + "-new"
            defer { try? FileManager.default.removeItem(atPath: new.data) }
            #expect(try new("restore", folder).errors.contains("--key FILE"))
            #expect(try new("restore", folder, "--key", folder + "/none").errors.contains("cannot be read"))
            let wrong = try new("restore", folder, "--key", other)
            #expect(wrong.errors.contains("is not the one that this database was made with"), "\(wrong.errors)")
            #expect((try? FileManager.default.contentsOfDirectory(atPath: new.data)) ?? [] == [])
            let done = try new("restore", folder, "--key", key)
            #expect(done.status == 0, "\(done.errors)")
            #expect(done.output.contains("The data is as it was at"), "\(done.output)")
            #expect(try new("person", "list", "--json").output == lanyard("person", "list", "--json").output)
            #expect(try new("restore", folder, "--key", key).errors.contains("writes over nothing"))
            #expect(try lanyard("restore", folder).errors.contains("writes over nothing"))
        }
    }

    @Test("A damaged or a newer backup is refused before anything is made")
    func damaged() async throws {
        try await CommandLine.withExample { lanyard in
            let folder = Self.folder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            #expect(try lanyard("backup", folder).status == 0)
            let key = try lanyard.file("key.txt", lanyard("key", "export").output)
            var new = lanyard
            new.data = folder + "-new"
            let path = folder + "/backup.json"
            let manifest = try String(contentsOfFile: path, encoding: .utf8)
            try manifest.replacing(/"id" : [0-9]+/, with: "\"id\" : 9999").write(toFile: path, atomically: true, encoding: .utf8)
            #expect(try new("restore", folder, "--key", key).errors.contains("A newer version of Lanyard"))
            try manifest.write(toFile: path, atomically: true, encoding: .utf8)
            let file = try FileHandle(forUpdating: URL(filePath: folder + "/mail.db"))
            try file.seek(toOffset: 5000)
            file.write(Data("damage".utf8))
            try file.close()
            let refused = try new("restore", folder, "--key", key)
            #expect(refused.errors.contains("mail.db is damaged"), "\(refused.errors)")
            #expect(!FileManager.default.fileExists(atPath: new.data))
        }
    }

    @Test("An archive goes into an empty PostgreSQL database, and into no other", .onPostgreSQL)
    func archive() async throws {
        try await RunningServer.with(example: true) { server in
            let folder = Self.folder()
            defer { try? FileManager.default.removeItem(atPath: folder) }
            _ = try await Backup(installation: server.installation, folder: folder).make()
            let key = server.installation.configuration.text("data") + "/master.key"
            let data = folder + "-new"
            defer { try? FileManager.default.removeItem(atPath: data) }
            let empty = try await TestDatabase.open(.postgres, [])
            let configuration = try Configuration(
                file: nil, environment: [:], overrides: ["data": data, "database": empty.address])
            _ = try await Restore(configuration: configuration, folder: folder, key: key).put()
            let restored = try await Installation(configuration: configuration, role: .command)
            let people = try await server.installation.database.read { try $0.people(after: nil, limit: 1000).map(\.id) }
            #expect(try await restored.database.read { try $0.people(after: nil, limit: 1000).map(\.id) } == people && !people.isEmpty)
            await restored.stores.close()
            try FileManager.default.removeItem(atPath: data)
            let again = Restore(configuration: configuration, folder: folder, key: key)
            let refused = await #expect(throws: CommandError.self) { try await again.put() }
            #expect(refused?.sentence.contains("holds data of Lanyard already") == true, "\(String(describing: refused))")
            await empty.close()
        }
    }
}
