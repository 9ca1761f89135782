internal import Core
internal import Foundation
internal import SQL
internal import SQLite
internal import Schema
internal import Transition

extension Stores {
    /// Databases of an import's own, as files in the data folder: what they hold is as secret as what the folder holds already.
    func scratchSpace(in directory: DataDirectory) -> ScratchSpace {
        ScratchSpace(schema: IDSchema.migrations) { migrations in
            let path = directory.file("import-\(Hex.encode(SystemRandom().bytes(8))).db")
            let database = try SQLiteDatabase(path: path, bulkWriter: false)
            _ = try await Migrator(migrations).upgrade(database)
            return ScratchDatabase(database) {
                await database.close()
                for end in ["", "-wal", "-shm", "-checkpointer"] where FileManager.default.fileExists(atPath: path + end) {
                    // What cannot be removed is left to the operator; the next import takes another name.
                    try? FileManager.default.removeItem(atPath: path + end)
                }
            }
        }
    }
}
