import Foundation
import TestSupport

/// Where a server's data is: a folder, and PostgreSQL's address or `sqlite`.
struct ServerData: Sendable {
    let folder: URL
    let database: String
    let postgres: TestDatabase?

    func remove() async {
        await postgres?.close()
        try? FileManager.default.removeItem(at: folder)
    }
}
