internal import Glibc

/// Moves the log into the file; at most one process does so at a time, since SQLite 3.40's log reset is not safe with several.
///
/// The right to do so is a lock on a file beside the database (`id.db-checkpointer`), which the system frees when the process ends,
/// however it ends. A writer without it leaves the log alone, and asks again each time a checkpoint would be due.
final class Checkpointer {
    private let path: String
    private var lock: Int32 = -1
    private var dueAt = 0

    init(path: String) {
        self.path = path + "-checkpointer"
        _ = holdsLock()
    }

    deinit { giveUp() }

    /// Lets another process be the one.
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
        // The log starts over once it was emptied; where readers were in the way, it is tried again after as many pages more.
        dueAt = isEmptied ? pages : handle.logPages + pages
    }

    func atEnd(_ handle: SQLiteHandle) { if holdsLock() { _ = handle.checkpoint(truncate: true) } }
}
