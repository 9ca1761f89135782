internal import Core
internal import Crypto
internal import Foundation
internal import SQL
internal import SQLite

#if canImport(Glibc)
    internal import Glibc
#endif

/// What a backup holds, as its folder says itself. It is written last: a folder without it is no backup.
struct BackupManifest: Codable, Equatable {
    static let fileName = "backup.json"
    /// PostgreSQL's one file.
    static let archiveName = "lanyard.dump"

    let madeAt: String
    /// `sqlite`: a file for each database; `postgres`: one archive of pg_dump with all schemas.
    let database: String
    /// The newest step of each schema.
    let schema: [String: Int]
    let files: [File]
    /// Said to whoever opens it in a year.
    let masterKey: String

    struct File: Codable, Equatable {
        let name: String
        let bytes: Int
        let sha256: String

        fileprivate init(_ name: String, in folder: String) throws {
            guard let file = FileHandle(forReadingAtPath: folder + "/" + name) else { throw CommandError("\(name) cannot be read again.") }
            defer { try? file.close() }
            var hash = SHA256()
            var bytes = 0
            while let part = try file.read(upToCount: 1 << 20), !part.isEmpty {
                hash.update(data: part)
                bytes += part.count
            }
            fsync(file.fileDescriptor)
            self.name = name
            self.bytes = bytes
            sha256 = Hex.encode(Array(hash.finalize()))
        }
    }

    enum CodingKeys: String, CodingKey {
        case madeAt = "made_at"
        case masterKey = "master_key"
        case database, schema, files
    }

    /// Reads a folder. Throws `CommandError` if it is no whole backup.
    init(in folder: String) throws {
        let path = folder + "/" + Self.fileName
        guard let data = FileManager.default.contents(atPath: path), let read = try? JSONDecoder().decode(Self.self, from: data) else {
            throw CommandError("There is no whole backup in \(folder). Make one: lanyard backup \(folder)")
        }
        for file in read.files {
            let size = try? FileManager.default.attributesOfItem(atPath: folder + "/" + file.name)[.size] as? Int
            guard size == file.bytes else { throw CommandError("\(folder)/\(file.name) is not as it was backed up. Make a new backup.") }
        }
        self = read
    }

    /// Throws `CommandError` if a file is not what its sum says. Cost: every file is read once.
    func checkSums(in folder: String) throws {
        for file in files where try File(file.name, in: folder) != file {
            throw CommandError("\(folder)/\(file.name) is damaged: its sum is not the one in \(Self.fileName). Take another backup.")
        }
    }

    fileprivate init(_ stores: Stores, database: String, files: [File], at now: Timestamp) {
        madeAt = now.rfc3339
        self.database = database
        schema = Dictionary(uniqueKeysWithValues: stores.all.map { ($0.name, $0.migrations.map(\.number).max() ?? 0) })
        self.files = files
        masterKey = "Not in here: what is sealed in these files opens only with it. 'lanyard key export' prints it; keep it apart."
    }
}

/// Copies all data into a folder while the servers run: each database as it was at one moment. Cost: every database is read once.
struct Backup {
    let installation: Installation
    let folder: String

    /// Throws `CommandError`; then the folder is as it was.
    func make() async throws -> BackupManifest {
        try makeFolder()
        do {
            let isEmbedded = installation.stores.id.database is SQLiteDatabase
            let names = isEmbedded ? try await copyFiles() : [try dump()]
            let files = try names.map { try BackupManifest.File($0, in: folder) }
            let manifest = BackupManifest(
                installation.stores, database: isEmbedded ? "sqlite" : "postgres", files: files, at: installation.clock.now())
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            try write(try encoder.encode(manifest), to: BackupManifest.fileName)
            return manifest
        } catch {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
                try? FileManager.default.removeItem(atPath: folder + "/" + name)
            }
            throw error
        }
    }

    private func makeFolder() throws {
        let there = try? FileManager.default.contentsOfDirectory(atPath: folder)
        if let there, !there.isEmpty { throw CommandError("\(folder) holds something already. Name a new folder for each backup.") }
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder)
        } catch { throw CommandError("The folder \(folder) cannot be made. See to the permissions of the folder above it.") }
    }

    private func copyFiles() async throws -> [String] {
        var names: [String] = []
        for store in installation.stores.all {
            guard let database = store.database as? SQLiteDatabase else { continue }
            let name = store.name + ".db"
            do { try await database.backUp(to: folder + "/" + name) } catch let error as SQLError {
                throw CommandError("\(name) could not be copied: \(error). Is there room for it in \(folder)?")
            }
            names.append(name)
        }
        return names
    }

    /// All schemas in one archive of one snapshot.
    private func dump() throws -> String {
        let name = BackupManifest.archiveName
        let failure = try PostgresProgram(name: "pg_dump", address: installation.configuration.text("database")).run(
            ["--format=custom", "--no-owner", "--file", folder + "/" + name]
                + installation.stores.all.flatMap { ["--schema", $0.name] })
        if let failure { throw CommandError("pg_dump failed, so nothing was backed up. It said: \(failure)") }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder + "/" + name)
        return name
    }

    private func write(_ data: Data, to name: String) throws {
        let path = folder + "/" + name
        guard FileManager.default.createFile(atPath: path, contents: data + Data("\n".utf8), attributes: [.posixPermissions: 0o600]) else {
            throw CommandError("\(path) cannot be written.")
        }
    }
}
