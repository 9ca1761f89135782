internal import Foundation
internal import TestSupport

/// A PostgreSQL server for one test, which the test may stop and start.
final class ThrowawayServer: Sendable {
    let url: String
    private let input: FileHandle
    private let output: FileHandle

    private init(url: String, input: FileHandle, output: FileHandle) {
        self.url = url
        self.input = input
        self.output = output
    }

    private static let script = """
        source "$0"
        trap stop_postgres EXIT
        start_postgres >&2 || exit 1
        control() { as_postgres "$postgres_binaries/pg_ctl" -D "$LANYARD_TEST_POSTGRES_DATA" -w -m fast "$@" >/dev/null 2>&1 </dev/null; }
        echo "$LANYARD_TEST_POSTGRES"
        while read -r order; do
            case $order in
                restart) control restart ;;
                pause) control stop ;;
                resume) control start ;;
                *) break ;;
            esac
            echo done
        done
        """

    static func start() async throws -> ThrowawayServer {
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", script, Vectors.project.appending(path: "bin/lib/postgres.sh").path]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let url = await line(of: output.fileHandleForReading)
        guard !url.isEmpty else { throw SecondProcess.Failed(description: "the throwaway server did not start") }
        return ThrowawayServer(url: url, input: input.fileHandleForWriting, output: output.fileHandleForReading)
    }

    /// Sends "restart", "pause", "resume" or "stop"; returns when it is done.
    func tell(_ order: String) async throws {
        try input.write(contentsOf: Data((order + "\n").utf8))
        _ = await Self.line(of: output)
    }

    private static func line(of handle: FileHandle) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                var bytes: [UInt8] = []
                while let byte = (try? handle.read(upToCount: 1))?.first, byte != 10 { bytes.append(byte) }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}
