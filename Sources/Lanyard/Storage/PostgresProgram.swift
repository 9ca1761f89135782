internal import Foundation

/// A program of PostgreSQL's own, run on a database. The password goes by the environment, which others on this machine cannot read.
struct PostgresProgram {
    let name: String
    /// libpq's URL.
    let address: String

    /// Nil if it succeeded; otherwise the beginning of what it said. Throws `CommandError` if it cannot be started.
    func run(_ arguments: [String]) throws -> String? {
        guard var url = URLComponents(string: address) else { throw CommandError("The address of the database cannot be read.") }
        var environment = ProcessInfo.processInfo.environment
        if let password = url.password { environment["PGPASSWORD"] = password }
        url.password = nil
        let program = Process()
        program.executableURL = try found()
        program.arguments = arguments + ["--dbname", url.string ?? ""]
        program.environment = environment
        let said = Pipe()
        program.standardError = said
        do { try program.run() } catch { throw CommandError("\(name) cannot be started: \(error.localizedDescription)") }
        let text = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        program.waitUntilExit()
        return program.terminationStatus == 0 ? nil : String(text.prefix(300))
    }

    /// Found as a shell would find it.
    private func found() throws -> URL {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { URL(filePath: String($0)) }
        let found = folders.map { $0.appending(path: name) }.first { FileManager.default.isExecutableFile(atPath: $0.path) }
        guard let found else { throw CommandError("There is no \(name) here. It comes with Debian's postgresql-client.") }
        return found
    }
}
