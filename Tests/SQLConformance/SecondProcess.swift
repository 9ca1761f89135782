internal import Foundation

/// Runs another program to its end, on a thread that may block.
enum SecondProcess {
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Returns the program's output; throws if it failed.
    @discardableResult
    static func run(_ program: String, _ arguments: [String]) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let process = Process()
                        let output = Pipe()
                        process.executableURL = URL(filePath: program.hasPrefix("/") ? program : "/usr/bin/env")
                        process.arguments = program.hasPrefix("/") ? arguments : [program] + arguments
                        process.standardOutput = output
                        process.standardError = output
                        try process.run()
                        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                        process.waitUntilExit()
                        guard process.terminationStatus == 0 else { throw Failed(description: "\(program): \(text)") }
                        return text
                    })
            }
        }
    }
}
