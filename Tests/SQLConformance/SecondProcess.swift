internal import Foundation
internal import TestSupport

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
                        let isPath = program.hasPrefix("/")
                        let child = try ChildProgram(
                            isPath ? program : "/usr/bin/env", isPath ? arguments : [program] + arguments, errorsToOutput: true)
                        let text = String(decoding: child.output.readDataToEndOfFile(), as: UTF8.self)
                        guard child.wait() == 0 else { throw Failed(description: "\(program): \(text)") }
                        return text
                    })
            }
        }
    }
}
