internal import CSQLite
internal import Glibc
internal import SQL

extension SQLiteDatabase {
    /// Copies one snapshot of the data into a new file (mode 0600), while others read and write. Cost: the whole file is read once, on a
    /// thread for long reads. Throws `SQLError.unavailable` if the new file exists already or cannot be written.
    package func backUp(to path: String) async throws {
        try await onLongReader { source in
            let file = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw SQLError.unavailable(detail: "\(path): \(String(cString: strerror(errno)))") }
            Glibc.close(file)
            try source.copy(to: path)
        }
    }
}

extension SQLiteHandle {
    func copy(to path: String) throws(SQLError) {
        var opened: OpaquePointer?
        defer { sqlite3_close_v2(opened) }
        guard sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK, let opened else {
            throw .unavailable(detail: "\(path) cannot be opened")
        }
        // All pages in one step, so that the copy is one snapshot. Writers are not blocked: they append to the log.
        guard let copying = sqlite3_backup_init(opened, "main", database, "main") else {
            throw .unavailable(detail: String(cString: sqlite3_errmsg(opened)))
        }
        let stepped = sqlite3_backup_step(copying, -1)
        let finished = sqlite3_backup_finish(copying)
        guard stepped == SQLITE_DONE, finished == SQLITE_OK else {
            throw .unavailable(detail: "\(path): \(String(cString: sqlite3_errmsg(opened)))")
        }
    }
}
