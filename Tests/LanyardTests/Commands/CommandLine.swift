import Foundation
import TestSupport

/// The executable as an operator runs it: a process of its own, on the data of a test.
struct CommandLine: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let errors: String

        /// A field of the JSON object that was printed.
        func field(_ name: String) -> String? {
            (try? JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])?[name] as? String
        }
    }

    let data: String
    var environment: [String: String] = ["LANYARD_HASHING_MEMORY_KIB": "8", "LANYARD_HASHING_PASSES": "1"]

    /// Built beside the test bundle.
    static var executable: URL { Vectors.project.appending(path: ".build/debug/lanyard") }

    func callAsFunction(_ words: String..., input: String? = nil) throws -> Result {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = words + ["--data", data]
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("LANYARD_") }.merging(environment) { $1 }
        let (output, errors, given) = (Pipe(), Pipe(), Pipe())
        (process.standardOutput, process.standardError, process.standardInput) = (output, errors, given)
        try process.run()
        if let input { given.fileHandleForWriting.write(Data(input.utf8)) }
        try given.fileHandleForWriting.close()
        let printed = output.fileHandleForReading.readDataToEndOfFile()
        let said = errors.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus, output: String(decoding: printed, as: UTF8.self),
            errors: String(decoding: said, as: UTF8.self))
    }
}
