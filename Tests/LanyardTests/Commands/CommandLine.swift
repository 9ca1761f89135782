import Foundation
import TestSupport
import Testing

/// The executable as an operator runs it: in a separate process, on the data of a test.
struct CommandLine: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String

        /// The JSON object that was printed.
        var object: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any]) ?? [:] }

        func field(_ name: String) -> String? { object[name] as? String }
    }

    var data: String
    var environment: [String: String] = ["LANYARD_HASHING_MEMORY_KIB": "8", "LANYARD_HASHING_PASSES": "1"]

    /// Runs the body with an empty data folder.
    static func inFolder(_ body: (CommandLine) throws -> Void) throws {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(CommandLine(data: folder.path))
    }

    /// Runs the body with the example data loaded.
    static func withExample(_ body: (CommandLine) async throws -> Void) async throws {
        let data = try await ExampleTemplate.shared.copy(.sqlite, example: true)
        do { try await body(CommandLine(data: data.folder.path)) } catch {
            await data.remove()
            throw error
        }
        await data.remove()
    }

    /// Writes a file beside the data. Returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        let path = data + "/" + name
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Adds a person with a password, and an account that they administer. Returns the account's id.
    func account(_ name: String = "Northwind", of address: String = "ada@example.com") throws -> String {
        let person = try self(
            "person", "add", address, "--name", "Ada Berg", "--password-stdin", input: "quiet lantern orbit seventeen\n")
        try #require(person.status == 0, "\(person.errors)")
        return try #require(try self("account", "add", name, "--administrator", address, "--json").field("id"))
    }

    /// The executable, which is built beside the test bundle.
    static var executable: URL { Vectors.project.appending(path: ".build/debug/lanyard") }

    func callAsFunction(_ words: String..., input: String? = nil) throws -> Result { try self(words, input: input) }

    func callAsFunction(_ words: [String], input: String? = nil) throws -> Result {
        let variables = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LANYARD_") }.merging(environment) { $1 }
            .merging(["LANYARD_DATA": data]) { $1 }
        let program = try ChildProgram(Self.executable.path, words, environment: variables)
        if let input { program.input.write(Data(input.utf8)) }
        try program.input.close()
        let printed = program.output.readDataToEndOfFile()
        let said = program.errors.readDataToEndOfFile()
        return Result(
            status: program.wait(), output: String(decoding: printed, as: UTF8.self), errors: String(decoding: said, as: UTF8.self))
    }
}
