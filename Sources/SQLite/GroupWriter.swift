internal import Dispatch
internal import Foundation
internal import SQL
internal import Synchronization

/// The only writer: one thread that puts many bodies, each in its own savepoint, into one commit.
///
/// Cost: a group is BEGIN IMMEDIATE, the bodies, COMMIT and one fsync of the log; each body adds SAVEPOINT and RELEASE. Bodies that
/// arrive while a group runs join it, up to a limit, so that under more load more bodies share one fsync. Callers get their result after
/// the commit; a checkpoint (two more fsyncs) comes after that.
final class GroupWriter: Sendable {
    private let queue = WorkQueue<PendingWrite>()
    private let ended = DispatchGroup()
    private let settings: Settings

    struct Settings: Sendable {
        let path: String
        let mayCheckpoint: Bool
        let isBulk: Bool
    }

    private static let mostBodies = 128
    /// How long a group may hold the write lock before it commits, in nanoseconds.
    private static let longestGroup: UInt64 = 20_000_000
    /// How long a bulk writer pauses, so that others can write, after it held the lock for `longestGroup`. In microseconds.
    private static let bulkPause: UInt32 = 4000
    private static let pagesBetweenCheckpoints = 1000

    /// Opens the file before it returns, so that the caller gets errors at once.
    init(_ settings: Settings) throws(SQLError) {
        self.settings = settings
        let checkpointer = settings.mayCheckpoint ? Checkpointer(path: settings.path) : nil
        let own = ThreadsOwn(handle: try SQLiteHandle(path: settings.path, role: .writer), checkpointer: checkpointer)
        ended.enter()
        let thread = Thread { [self] in
            serve(own.handle, own.checkpointer)
            ended.leave()
        }
        thread.name = "sqlite writer"
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Sendable although a handle is not: both are passed once to the writer thread, and only that thread uses them afterwards.
    private struct ThreadsOwn: @unchecked Sendable {
        let handle: SQLiteHandle
        let checkpointer: Checkpointer?
    }

    func add(_ write: PendingWrite) -> Bool { queue.add(write) }

    /// The thread finishes the queued bodies, then ends.
    func stop() { queue.close() }

    /// Blocks until the thread has ended.
    func waitUntilEnded() { ended.wait() }

    private func serve(_ handle: SQLiteHandle, _ checkpointer: Checkpointer?) {
        var held: UInt64 = 0
        while let first = queue.next() {
            held += runGroup(startingWith: first, on: handle)
            checkpointer?.afterCommit(handle, every: Self.pagesBetweenCheckpoints)
            if settings.isBulk, held >= Self.longestGroup {
                usleep(Self.bulkPause)
                held = 0
            }
        }
        checkpointer?.atEnd(handle)
        handle.close()
        checkpointer?.giveUp()
    }

    /// Returns how long the group held the write lock, in nanoseconds.
    private func runGroup(startingWith first: PendingWrite, on handle: SQLiteHandle) -> UInt64 {
        do throws(SQLError) { try handle.execute("BEGIN IMMEDIATE") } catch {
            first.answer(.failure(error))
            return 0
        }
        let start = DispatchTime.now().uptimeNanoseconds
        let done = runBodies(startingWith: first, on: handle, since: start)
        do throws(SQLError) {
            guard handle.inTransaction else { throw .transactionEnded }
            try handle.execute(done.isEmpty ? "ROLLBACK" : "COMMIT")
            for write in done { write.answer(.success(())) }
        } catch {
            if handle.inTransaction { try? handle.execute("ROLLBACK") }
            for write in done { write.answer(.failure(error)) }
        }
        return DispatchTime.now().uptimeNanoseconds - start
    }

    /// Returns the bodies that still wait for the commit; the others have already received their errors.
    private func runBodies(startingWith first: PendingWrite, on handle: SQLiteHandle, since start: UInt64) -> [PendingWrite] {
        var done: [PendingWrite] = []
        var next: PendingWrite? = first
        while let write = next {
            do {
                try write.run(on: handle)
                done.append(write)
            } catch {
                write.answer(.failure(error))
            }
            // If the database rolled back by itself (disk full, I/O error), the changes of the whole group are lost.
            guard handle.inTransaction else { break }
            let isFull = done.count >= Self.mostBodies || DispatchTime.now().uptimeNanoseconds - start > Self.longestGroup
            next = isFull ? nil : queue.nextIfAny()
        }
        return done
    }
}
