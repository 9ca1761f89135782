internal import Core
internal import Foundation

#if canImport(Glibc)
    internal import Glibc
#endif

/// The folder of the embedded databases and the master key. Only its owner may read it.
struct DataDirectory: Sendable {
    let path: String

    /// Creates the folder if it does not exist. Throws `CommandError` if it cannot be used.
    init(_ path: String) throws {
        self.path = URL(filePath: path).path
        do {
            try FileManager.default.createDirectory(
                atPath: self.path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandError(
                "The data folder \(self.path) cannot be made or used. Choose another with --data, or see to its permissions.")
        }
        try Self.requireOwn(self.path, "The data folder", remedy: "chmod 700 \(self.path)")
    }

    /// Looks at the folder before anything is made in it. Throws `CommandError` if it holds no data of this server and `mayCreate` is false, or
    /// if it holds something else: then it is the wrong one.
    static func require(_ path: String, mayCreate: Bool) throws {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        if files.contains("id.db") || files.contains("master.key") { return }
        guard mayCreate else {
            throw CommandError(
                "There is no data of Lanyard in \(path). Name its folder with --data; "
                    + "'lanyard serve', an import, or a command that adds something makes a new one.")
        }
        guard files.isEmpty else {
            throw CommandError(
                "\(path) holds other files and no data of Lanyard. Name an empty or a new folder with --data, and it is made there.")
        }
        Output.note("Making a new data folder at \(path).")
    }

    /// Throws `CommandError` if others than the owner may read or change it.
    private static func requireOwn(_ path: String, _ what: String, remedy: String) throws {
        var facts = stat()
        guard stat(path, &facts) == 0 else {
            throw CommandError("\(what) \(path) cannot be looked at. See to the permissions of the folders above it.")
        }
        guard facts.st_mode & 0o077 == 0 else {
            throw CommandError("\(what) \(path) can be read by others on this machine, and what it holds is secret. Run: \(remedy)")
        }
    }

    func file(_ name: String) -> String { path + "/" + name }

    var masterKey: String { file("master.key") }
    var hasMasterKey: Bool { FileManager.default.fileExists(atPath: masterKey) }

    /// The master keys by version, one hexadecimal line for each. The first key is made at the first start.
    func keyring() throws -> Keyring {
        let path = masterKey
        if !hasMasterKey { try makeFirstKey(path) }
        try Self.requireOwn(path, "The master key", remedy: "chmod 600 \(path)")
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandError(
                "The master key \(path) cannot be read. See to its permissions: only the server's own account should read it.")
        }
        var keys: [UInt8: [UInt8]] = [:]
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            if parts.count == 2, let version = UInt8(parts[0]), let bytes = Hex.decode(parts[1]) { keys[version] = bytes }
        }
        guard let keyring = Keyring(keys: keys) else {
            throw CommandError("The master key \(path) is damaged. Put back the copy that 'lanyard key export' made.")
        }
        return keyring
    }

    /// O_EXCL ensures that two processes that start at the same time make only one key.
    private func makeFirstKey(_ path: String) throws {
        let text =
            "# Lanyard's master key. Whoever has it can read what the databases encrypt; without it they cannot be read.\n1 "
            + Hex.encode(SystemRandom().bytes(32)) + "\n"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { return }
            throw CommandError("The master key \(path) cannot be written. See to the permissions of the data folder.")
        }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw CommandError(
                "The master key \(path) could not be written whole. See whether the disk is full, remove the file, and start again.")
        }
    }
}
