internal import Glibc

/// Moves the write-ahead log into the database file (a checkpoint). At most one process does this at a time, because SQLite 3.40's log
/// reset is not safe with several.
///
/// A process may do this if it holds a lock on a file beside the database (`id.db-checkpointer`). The system releases the lock when the
/// process ends, even after a crash. A writer without the lock does not checkpoint, and tries to get the lock again each time a
/// checkpoint is due.
final class Checkpointer {
    private let path: String
    private var lock: Int32 = -1
    private var dueAt = 0

    init(path: String) {
        self.path = path + "-checkpointer"
        _ = holdsLock()
    }

    deinit { giveUp() }

    /// Releases the lock, so that another process can checkpoint.
    func giveUp() {
        if lock >= 0 { close(lock) }
        lock = -1
    }

    private func holdsLock() -> Bool {
        if lock >= 0 { return true }
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return false
        }
        lock = file
        return true
    }

    func afterCommit(_ handle: SQLiteHandle, every pages: Int) {
        if handle.logPages < dueAt - pages { dueAt = pages }
        guard handle.logPages >= max(dueAt, pages) else { return }
        let isEmptied = holdsLock() && handle.checkpoint(truncate: false)
        // The log starts again from its beginning after a complete checkpoint. If readers prevented that, try again after `pages` more
        // pages.
        dueAt = isEmptied ? pages : handle.logPages + pages
    }

    func atEnd(_ handle: SQLiteHandle) { if holdsLock() { _ = handle.checkpoint(truncate: true) } }
}
