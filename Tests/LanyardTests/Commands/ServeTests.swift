import Foundation
import TestSupport
import Testing

@testable import Lanyard

@Suite("Serving, from the command line", .serialized)
struct ServeTests {
    @Test("A port in use is named with its address, the setting that chose it and what to do")
    func portInUse() async throws {
        try await RunningServer.with(.sqlite) { running in
            let folder = try TestDatabase.temporaryFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let taken = running.installation.configuration.text("id.listen")
            var lanyard = CommandLine(data: folder.path)
            lanyard.environment["LANYARD_ID_LISTEN"] = taken
            let refused = try lanyard("serve", "--only", "id")
            #expect(refused.status == 1)
            for part in ["The ID cannot listen on \(taken)", "already", "id.listen", "LANYARD_ID_LISTEN"] {
                #expect(refused.errors.contains(part), "\(refused.errors)")
            }
            #expect(!refused.errors.contains("errno"))
        }
    }
}
