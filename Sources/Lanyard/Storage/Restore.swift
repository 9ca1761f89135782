internal import Foundation
internal import OpenID
internal import SQL

/// Puts a backup where there is no data yet. It never writes over anything: what is there stays, and a restore that fails leaves nothing.
/// Cost: every file is read twice, for its sum and for its copy.
struct Restore {
    let configuration: Configuration
    let folder: String
    /// A file with what `lanyard key export` printed; nil if the master key lies in the data folder.
    let key: String?

    /// Throws `CommandError`; then the data folder is as it was.
    func put() async throws -> BackupManifest {
        let manifest = try BackupManifest(in: folder)
        try check(manifest)
        try manifest.checkSums(in: folder)
        let directory = try DataDirectory(configuration.text("data"))
        var made: [String] = []
        do {
            try putKey(directory, &made)
            if isEmbedded { try copy(manifest, to: directory, &made) } else { try putArchive() }
            try await checkKey(directory)
        } catch {
            for path in made.flatMap({ [$0, $0 + "-wal", $0 + "-shm"] }) { try? FileManager.default.removeItem(atPath: path) }
            throw error
        }
        return manifest
    }

    private var isEmbedded: Bool { configuration.text("database") == "sqlite" }

    private func check(_ manifest: BackupManifest) throws {
        guard (manifest.database == "sqlite") == isEmbedded else {
            throw CommandError(
                "This backup is of \(manifest.database), and the configuration's setting 'database' names another kind. Name one of its kind."
            )
        }
        for (name, number) in manifest.schema {
            guard let known = Stores.schemas[name]?.map(\.number).max(), number <= known else {
                throw CommandError("A newer version of Lanyard made this backup. Restore it with that version or a later one.")
            }
        }
        let data = configuration.text("data")
        let there = (try? FileManager.default.contentsOfDirectory(atPath: data)) ?? []
        guard there.allSatisfy({ $0 == "master.key" }) else {
            throw CommandError(
                "\(data) holds something already, and a restore writes over nothing. Name a new folder with --data; "
                    + "only master.key may lie in it.")
        }
        let hasKey = there.contains("master.key")
        if hasKey && key != nil { throw CommandError("There is a master.key in \(data). Leave out --key, or remove that file.") }
        if !hasKey && key == nil {
            throw CommandError(
                "What is sealed in this backup opens only with its master key. Name the file that holds it: --key FILE. "
                    + "'lanyard key export' printed it.")
        }
    }

    private func putKey(_ directory: DataDirectory, _ made: inout [String]) throws {
        guard let key else { return }
        guard let text = FileManager.default.contents(atPath: key) else {
            throw CommandError("The master key \(key) cannot be read. Check its path and permissions.")
        }
        made.append(directory.masterKey)
        guard FileManager.default.createFile(atPath: directory.masterKey, contents: text, attributes: [.posixPermissions: 0o600]) else {
            throw CommandError("\(directory.masterKey) cannot be written. See to the permissions of the data folder.")
        }
    }

    private func copy(_ manifest: BackupManifest, to directory: DataDirectory, _ made: inout [String]) throws {
        for file in manifest.files {
            guard Stores.schemas.keys.contains(where: { file.name == $0 + ".db" }) else {
                throw CommandError("\(BackupManifest.fileName) names a file that is no database of Lanyard: \(file.name)")
            }
            made.append(directory.file(file.name))
            do { try FileManager.default.copyItem(atPath: folder + "/" + file.name, toPath: directory.file(file.name)) } catch {
                throw CommandError("\(file.name) could not be copied to \(directory.path). Is there room for it?")
            }
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: directory.file(file.name))
        }
    }

    /// In one transaction: a database that holds one of the schemas already stays as it is.
    private func putArchive() throws {
        let failure = try PostgresProgram(name: "pg_restore", address: configuration.text("database")).run(
            ["--no-owner", "--single-transaction", "--exit-on-error", folder + "/" + BackupManifest.archiveName])
        guard let failure else { return }
        throw CommandError(
            failure.contains("already exists")
                ? "The database holds data of Lanyard already, and a restore writes over nothing. Name an empty database."
                : "pg_restore failed, so nothing was put back. It said: \(failure)")
    }

    /// The data opens with the key, or it is of no use.
    private func checkKey(_ directory: DataDirectory) async throws {
        let stores = try Stores(configuration: configuration, role: .creatingCommand)
        do { _ = try await stores.keyring(in: directory) } catch {
            await stores.close()
            throw error
        }
        await stores.close()
    }
}
