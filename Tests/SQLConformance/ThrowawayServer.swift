internal import Foundation
internal import TestSupport

/// A PostgreSQL server for one test, which the test may stop and start.
final class ThrowawayServer: Sendable {
    let url: String
    private let program: ChildProgram

    private init(url: String, _ program: ChildProgram) {
        self.url = url
        self.program = program
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
        let program = try ChildProgram(
            "/bin/bash", ["-c", script, Vectors.project.appending(path: "bin/lib/postgres.sh").path])
        let url = await line(of: program.output)
        guard !url.isEmpty else { throw SecondProcess.Failed(description: "the throwaway server did not start") }
        return ThrowawayServer(url: url, program)
    }

    /// Sends "restart", "pause", "resume" or "stop"; returns when it is done.
    func tell(_ order: String) async throws {
        try program.input.write(contentsOf: Data((order + "\n").utf8))
        _ = await Self.line(of: program.output)
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
