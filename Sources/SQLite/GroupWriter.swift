internal import Dispatch
internal import Foundation
internal import SQL
internal import Synchronization

/// The one writer: a thread that puts many bodies, each in its savepoint, into one commit.
///
/// Cost: a group is BEGIN IMMEDIATE, the bodies, COMMIT and one fsync of the log; a body adds SAVEPOINT and RELEASE. Bodies that arrive
/// while a group runs join it, up to a bound, so that the fsync is shared the more the busier it is. Callers are answered after the
/// commit; a checkpoint (two more fsyncs) comes after the answers.
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
    /// How long a bulk writer leaves the lock to others after it held it for `longestGroup`, in microseconds.
    private static let bulkPause: UInt32 = 4000
    private static let pagesBetweenCheckpoints = 1000

    /// Opens the file (and makes it) before it answers, so that what is wrong with it is told at once.
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

    /// Sendable although a handle is not: both are handed over once, to the thread that uses them from then on.
    private struct ThreadsOwn: @unchecked Sendable {
        let handle: SQLiteHandle
        let checkpointer: Checkpointer?
    }

    func add(_ write: PendingWrite) -> Bool { queue.add(write) }

    /// Lets the thread finish what is queued and end.
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

    /// Answers how long the group held the write lock, in nanoseconds.
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

    /// Answers those that wait for the commit; the others have been told already.
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
            // Where the database rolled back by itself (disk full, I/O error) nothing of the group stands.
            guard handle.inTransaction else { break }
            let isFull = done.count >= Self.mostBodies || DispatchTime.now().uptimeNanoseconds - start > Self.longestGroup
            next = isFull ? nil : queue.nextIfAny()
        }
        return done
    }
}
